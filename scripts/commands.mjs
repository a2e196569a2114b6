/** Runs the commands of the other scripts: bounded in time, and ended together with the script itself. */
import { spawn } from 'node:child_process';

/** @typedef {readonly [command: string, ...args: string[]]} Command */

const defaultTimeoutMilliseconds = 10 * 60_000;
const graceMilliseconds = 5_000;
const isWindows = process.platform === 'win32';

/** @type {Set<import('node:child_process').ChildProcess>} */
const running = new Set();

/** The npm that runs this script, else the one on PATH. @returns {Command} */
export function npm(...args) {
  const script = process.env.npm_execpath;
  return script?.endsWith('.js') ? [process.execPath, script, ...args] : ['npm', ...args];
}

/** A script or tool under this Node. @returns {Command} */
export function node(...args) {
  return [process.execPath, ...args];
}

/**
 * Runs a command and shows its output as it comes.
 *
 * @param {Command} command
 * @param {{ cwd?: string, environment?: NodeJS.ProcessEnv, timeoutMilliseconds?: number }} [options]
 * @returns {Promise<{ code: number | null, timedOut: boolean, problem?: string }>}
 */
export function runVisibly(command, options = {}) {
  return runCommand(command, options, 'inherit');
}

/**
 * Runs a command quietly and gives what it wrote.
 *
 * @param {Command} command
 * @param {{ cwd?: string, environment?: NodeJS.ProcessEnv, timeoutMilliseconds?: number }} [options]
 * @throws {Error} with the output, when the command fails.
 */
export async function runToEnd(command, options = {}) {
  let output = '';
  const result = await runCommand(command, options, 'pipe', chunk => {
    output += chunk;
  });
  if (result.code !== 0) {
    throw new Error(`${command.join(' ')} failed${result.timedOut ? ' (it took too long)' : ''}:\n${output.trim()}`);
  }
  return output;
}

function runCommand([command, ...args], options, output, onOutput) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, {
      cwd: options.cwd,
      env: options.environment ?? process.env,
      stdio: ['ignore', output, output],
      // A group of its own, so that all that a command started can be ended with it.
      detached: !isWindows,
      // npm is a batch file on Windows.
      shell: isWindows && command === 'npm',
    });
    running.add(child);
    child.stdout?.on('data', onOutput);
    child.stderr?.on('data', onOutput);
    let timedOut = false;
    const timer = setTimeout(() => {
      timedOut = true;
      endGroup(child);
    }, options.timeoutMilliseconds ?? defaultTimeoutMilliseconds);
    child.once('error', reject);
    child.once('close', code => {
      clearTimeout(timer);
      running.delete(child);
      resolve({ code, timedOut });
    });
  });
}

function endGroup(child) {
  signalGroup(child, 'SIGTERM');
  setTimeout(() => signalGroup(child, 'SIGKILL'), graceMilliseconds).unref();
}

function signalGroup(child, signal) {
  if (child.pid === undefined) {
    return;
  }
  try {
    process.kill(isWindows ? child.pid : -child.pid, signal);
  } catch (error) {
    // All of the group have ended.
    if (error.code !== 'ESRCH') {
      throw error;
    }
  }
}

/** Ends what still runs. */
export function endCommands() {
  for (const child of running) {
    endGroup(child);
  }
}

/** On Ctrl+C and SIGTERM ends what runs, then the process. */
export function endCommandsWithProcess() {
  for (const [signal, number] of [
    ['SIGINT', 2],
    ['SIGTERM', 15],
    ['SIGHUP', 1],
  ]) {
    process.once(signal, () => {
      endCommands();
      process.exit(128 + number);
    });
  }
}
