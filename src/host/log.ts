import * as vscode from 'vscode';
import { type Disposable, DisposableStore } from '../core/base/disposable';
import { isEtcdscopeError } from '../core/base/errors';

/**
 * The output channel. It takes keys, sizes, revisions, durations and error codes; a value, a password or a token has no
 * way in, because no method takes one.
 */
export class Log implements Disposable {
  private readonly disposables = new DisposableStore();
  private readonly channel = this.disposables.add(vscode.window.createOutputChannel('etcdscope', { log: true }));
  /** What still runs when the window closes may fail then, and a closed channel throws at whoever writes to it. */
  private isClosed = false;

  info(message: string): void {
    if (!this.isClosed) {
      this.channel.info(message);
    }
  }

  /** The error's code and facts; the message of a foreign error only, as its stack could name what it held. */
  error(what: string, error: unknown): void {
    if (!this.isClosed) {
      this.channel.error(`${what}: ${describeError(error)}`);
    }
  }

  show(): void {
    this.channel.show(true);
  }

  dispose(): void {
    this.isClosed = true;
    this.disposables.dispose();
  }
}

function describeError(error: unknown): string {
  if (isEtcdscopeError(error)) {
    return error.cause instanceof Error ? `${error.message}, caused by ${error.cause.message}` : error.message;
  }
  return error instanceof Error ? `${error.name}: ${error.message}` : 'an unknown failure';
}
