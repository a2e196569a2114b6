import { spawn } from 'node:child_process';
import { endWithThisProcess } from '../processes';

/** A child that does not outlive this process, however this process ends. */
export interface GuardedProcess {
  readonly pid: number;
  readonly exited: Promise<void>;
  hasExited(): boolean;
  /** The end of what it wrote to its standard error and output. */
  output(): string;
  signal(signal: NodeJS.Signals): void;
  /** Ends it at once and waits for that. */
  kill(): Promise<void>;
  /** Asks it to end, and ends it after five seconds. */
  terminate(): Promise<void>;
}

const mostOutput = 64 * 1024;
const timeToTerminate = 5000;

/** @throws {Error} when the command cannot be started. */
export async function startGuarded(command: string, args: readonly string[]): Promise<GuardedProcess> {
  const child = spawn(command, args, { stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      output = (output + text).slice(-mostOutput);
    });
  }
  await new Promise<void>((resolve, reject) => {
    child.once('spawn', resolve);
    child.once('error', reject);
  });
  const pid = child.pid;
  if (pid === undefined) {
    throw new Error(`${command} has no process id`);
  }
  const forget = endWithThisProcess(pid);
  let isGone = false;
  const exited = new Promise<void>(resolve => {
    child.once('exit', () => {
      isGone = true;
      forget();
      resolve();
    });
  });

  const kill = async () => {
    if (!isGone) {
      child.kill('SIGKILL');
      await exited;
    }
  };
  return {
    pid,
    exited,
    hasExited: () => isGone,
    output: () => output,
    signal: signal => {
      child.kill(signal);
    },
    kill,
    terminate: async () => {
      if (isGone) {
        return;
      }
      // A stopped process takes no other signal.
      child.kill('SIGCONT');
      child.kill('SIGTERM');
      const timer = setTimeout(() => child.kill('SIGKILL'), timeToTerminate);
      await exited;
      clearTimeout(timer);
    },
  };
}
