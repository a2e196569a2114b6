import * as vscode from 'vscode';

/** Milliseconds: what takes less needs no message. */
const glance = 500;

export interface ProgressReport {
  /** From 0 to 1. */
  readonly share: number;
  /** What is being done. */
  readonly step: string;
}

/** Does a job, and shows how far it is with a way to cancel it, once it takes longer than a glance. */
export async function tellProgress<T>(
  title: string,
  signal: AbortSignal | undefined,
  job: (report: (progress: ProgressReport) => void, signal: AbortSignal) => Promise<T>,
): Promise<T> {
  const controller = new AbortController();
  let show: ((progress: ProgressReport) => void) | undefined;
  const result = job(
    progress => show?.(progress),
    signal ? AbortSignal.any([signal, controller.signal]) : controller.signal,
  );
  const timer = setTimeout(() => {
    const options = { location: vscode.ProgressLocation.Notification, title, cancellable: true };
    void vscode.window.withProgress(options, async (progress, token) => {
      token.onCancellationRequested(() => controller.abort());
      show = increments(progress);
      // Whoever waits for the job gets its failure.
      await result.catch(() => undefined);
    });
  }, glance);
  try {
    return await result;
  } finally {
    clearTimeout(timer);
  }
}

/** VS Code wants to be told how much was added, in per cent. */
function increments(
  progress: vscode.Progress<{ message?: string; increment?: number }>,
): (report: ProgressReport) => void {
  let told = 0;
  let current = '';
  return ({ share, step }) => {
    if (step !== current) {
      // A further step begins a bar of its own, which cannot go back: only its words tell.
      current = step;
      progress.report({ message: step });
    }
    const percent = Math.floor(share * 100);
    if (percent > told) {
      progress.report({ message: `${step} ${percent} %`, increment: percent - told });
      told = percent;
    }
  };
}
