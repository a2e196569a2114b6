import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { type GuardedProcess, startGuarded } from './guardedProcess';

export interface EtcdMember {
  readonly endpoint: string;
  readonly port: number;
  /** Plain HTTP without authentication, whatever the client port wants: /metrics and /health. */
  readonly metricsUrl: string;
  readonly pid: number;
  readonly dataDirectory: string;
  /** Ends the process at once, keeping its data. */
  kill(): Promise<void>;
  /** Asks the process to end, and so to write all that it has. */
  terminate(): Promise<void>;
  /** Starts it again on the same data and ports, after a kill. */
  restart(): Promise<void>;
  /** Stops it from running (SIGSTOP) without ending it; its connections stay open. */
  pause(): void;
  resume(): void;
}

const timeToAnswer = 30_000;
const timeToStop = 5000;

export interface MemberLayout {
  readonly clientPort: number;
  readonly metricsPort: number;
  readonly dataDirectory: string;
}

/** The process of one member, which may be started anew on the same data. */
export class Member implements EtcdMember {
  readonly port: number;
  readonly metricsUrl: string;
  readonly dataDirectory: string;
  private process: GuardedProcess | undefined;

  constructor(
    private readonly command: string,
    private readonly args: readonly string[],
    readonly endpoint: string,
    layout: MemberLayout,
  ) {
    this.port = layout.clientPort;
    this.metricsUrl = `http://127.0.0.1:${layout.metricsPort}`;
    this.dataDirectory = layout.dataDirectory;
  }

  get pid(): number {
    return this.running().pid;
  }

  /** @param asVoter A learner never says that it is healthy: then it has only to answer. */
  async start(asVoter = true): Promise<void> {
    if (this.process && !this.process.hasExited()) {
      throw new Error(`${this.endpoint} runs already`);
    }
    const server = await startGuarded(this.command, this.args);
    this.process = server;
    const deadline = Date.now() + timeToAnswer;
    while (!(await (asVoter ? isHealthy : answers)(this.metricsUrl))) {
      if (server.hasExited() || Date.now() > deadline) {
        const reason = server.hasExited() ? 'ended' : 'does not answer';
        await server.kill();
        throw new Error(`etcd on ${this.endpoint} ${reason}:\n${server.output().slice(-4000)}`);
      }
      await sleep(20);
    }
  }

  restart(): Promise<void> {
    return this.start();
  }

  async kill(): Promise<void> {
    await this.process?.kill();
  }

  async terminate(): Promise<void> {
    await this.process?.terminate();
  }

  pause(): void {
    const { pid, signal } = this.running();
    signal('SIGSTOP');
    waitUntilStopped(pid);
  }

  resume(): void {
    this.running().signal('SIGCONT');
  }

  private running(): GuardedProcess {
    if (!this.process || this.process.hasExited()) {
      throw new Error(`${this.endpoint} does not run`);
    }
    return this.process;
  }
}

/**
 * The signal is sent at once, but taken only when a thread of the process gets its turn: on a busy machine the others go
 * on answering meanwhile.
 */
function waitUntilStopped(pid: number): void {
  const tasks = `/proc/${pid}/task`;
  if (!existsSync(tasks)) {
    return;
  }
  for (const deadline = Date.now() + timeToStop; Date.now() < deadline; ) {
    if (readdirSync(tasks).every(task => stateOf(`${tasks}/${task}/stat`) === 'T')) {
      return;
    }
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1);
  }
  throw new Error(`Process ${pid} goes on`);
}

/** The letter behind the name in parentheses (proc(5)); undefined for a thread that has just ended. */
function stateOf(path: string): string | undefined {
  try {
    return /\) (\w)/.exec(readFileSync(path, 'latin1'))?.[1];
  } catch {
    return undefined;
  }
}

async function answers(metricsUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${metricsUrl}/metrics`, { signal: AbortSignal.timeout(2000) });
    await response.arrayBuffer();
    return response.ok;
  } catch {
    // As below.
    return false;
  }
}

async function isHealthy(metricsUrl: string): Promise<boolean> {
  try {
    const response = await fetch(`${metricsUrl}/health`, { signal: AbortSignal.timeout(2000) });
    const body = (await response.json()) as { health?: unknown };
    return String(body.health) === 'true';
  } catch {
    // Not listening yet, or not ready; the caller's deadline decides when that is a failure.
    return false;
  }
}
