import { hasCode } from '../base/errors';
import { withSignal } from './abort';

export interface Credentials {
  readonly username: string;
  readonly password: string;
}

/**
 * Holds the token that etcd gives for a name and a password. All calls share it, and when it has run out, they share
 * the one attempt to get another.
 */
export class Authentication {
  private token: Promise<string | undefined> | undefined;
  private notEnabled = false;

  /** @param signIn Asks a member for a token; undefined where no name was given. */
  constructor(private readonly signIn: (() => Promise<string>) | undefined) {}

  /** Whether a name was given although the cluster asks for none: etcd then lets everybody do everything. */
  get isNotEnabled(): boolean {
    return this.notEnabled;
  }

  /** The token to send, undefined where none is needed. */
  async current(signal?: AbortSignal): Promise<string | undefined> {
    if (!this.signIn) {
      return undefined;
    }
    if (!this.token) {
      const attempt = this.ask(this.signIn);
      this.token = attempt;
      // A failure is for those who wait; the next call asks again.
      attempt.catch(() => {
        if (this.token === attempt) {
          this.token = undefined;
        }
      });
    }
    return withSignal(this.token, signal);
  }

  /**
   * Whether trying again with a fresh token may help against this error; if so, the token that was sent is forgotten,
   * unless another call has replaced it already.
   */
  async forgetRefused(sent: string | undefined, error: unknown): Promise<boolean> {
    if (!this.signIn || !hasCode(error, 'auth.tokenExpired', 'auth.required')) {
      return false;
    }
    await this.forget(sent);
    return true;
  }

  /** Has the next call sign in again, unless another call has replaced this token already. */
  async forget(sent: string | undefined): Promise<void> {
    const held = this.token;
    if (held && (await held.catch(() => undefined)) === sent && this.token === held) {
      this.token = undefined;
    }
  }

  private async ask(signIn: () => Promise<string>): Promise<string | undefined> {
    try {
      const token = await signIn();
      this.notEnabled = false;
      return token;
    } catch (error) {
      if (hasCode(error, 'auth.notEnabled')) {
        this.notEnabled = true;
        return undefined;
      }
      throw error;
    }
  }
}
