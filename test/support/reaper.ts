/**
 * Started by `endWithThisProcess`: reads `+pid` and `-pid` lines, and ends the listed processes when its input closes,
 * which is when the process that started it is gone.
 */
import { createInterface } from 'node:readline';

const graceMilliseconds = 5_000;
const pids = new Set<number>();

const lines = createInterface({ input: process.stdin });
lines.on('line', line => {
  const pid = Number(line.slice(1));
  if (line.startsWith('+')) {
    pids.add(pid);
  } else {
    pids.delete(pid);
  }
});
lines.on('close', () => {
  signal('SIGTERM');
  setTimeout(() => signal('SIGKILL'), graceMilliseconds);
});

function signal(name: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, name);
    } catch {
      // It has ended.
      pids.delete(pid);
    }
  }
  if (pids.size === 0) {
    process.exit();
  }
}
