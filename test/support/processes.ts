import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

export interface RunOptions {
  readonly cwd?: string;
  readonly environment?: NodeJS.ProcessEnv;
  readonly timeoutMilliseconds?: number;
}

const runTimeoutMilliseconds = 10 * 60_000;
/** As much of a command's output as an error message shows. */
const shownCharacters = 4_000;

/** Runs a command to its end and gives its output. Throws with the end of the output where it fails. */
export async function run(command: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const child = spawn(command, args, {
    cwd: options.cwd,
    env: options.environment ?? process.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // npm is a batch file on Windows.
    shell: process.platform === 'win32',
    timeout: options.timeoutMilliseconds ?? runTimeoutMilliseconds,
  });
  const forget = endWithThisProcess(child.pid);
  let output = '';
  const collect = (chunk: Buffer) => {
    output += chunk.toString();
  };
  child.stdout.on('data', collect);
  child.stderr.on('data', collect);
  try {
    const [code, signal] = await once(child, 'close');
    if (code !== 0) {
      throw new Error(`${command} ${args.join(' ')} ended with ${signal ?? code}:\n${output.slice(-shownCharacters)}`);
    }
    return output;
  } finally {
    forget();
  }
}

/** Asks a process to end, and ends it after `graceMilliseconds`. Returns when it has ended. */
export async function stopProcess(child: ChildProcess, graceMilliseconds = 5_000): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) {
    return;
  }
  const ended = once(child, 'exit');
  child.kill('SIGTERM');
  const timer = setTimeout(() => child.kill('SIGKILL'), graceMilliseconds);
  await ended;
  clearTimeout(timer);
}

let reaper: ChildProcess | undefined;

/**
 * Has a process end when this one ends, in whichever way that happens: a helper process holds the other end of a pipe
 * and ends what it was told of when the pipe closes. Returns a function that takes the process off its list.
 */
export function endWithThisProcess(pid: number | undefined): () => void {
  if (pid === undefined) {
    return () => {};
  }
  reaper ??= startReaper();
  reaper.stdin?.write(`+${pid}\n`);
  return () => reaper?.stdin?.write(`-${pid}\n`);
}

function startReaper(): ChildProcess {
  const child = spawn(process.execPath, [join(__dirname, 'reaper.js')], {
    // Of a group of its own, so that Ctrl+C in a terminal does not reach it.
    detached: true,
    stdio: ['pipe', 'ignore', 'ignore'],
  });
  child.unref();
  // Neither the process nor its pipe may keep this one alive.
  const pipe = child.stdin as typeof child.stdin & { unref?(): void };
  pipe.unref?.();
  pipe.on('error', () => {
    reaper = undefined;
  });
  return child;
}
