import { access } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { type Browser, chromium } from 'playwright-core';
import { run } from '../processes';
import { UnavailableError } from '../unavailableError';

const names = ['chromium', 'chromium-browser', 'google-chrome', 'google-chrome-stable', 'microsoft-edge'];

const applications = [
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  '/Applications/Microsoft Edge.app/Contents/MacOS/Microsoft Edge',
];

const flags = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
];

/** A Chromium without a window. Throws UnavailableError, with the reason, where none can be had. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({ executablePath: await findChromium(), args: flags });
}

/** `CHROMIUM_BIN`, else one that is installed, else Debian's, which root can install. */
async function findChromium(): Promise<string> {
  const chosen = process.env.CHROMIUM_BIN;
  if (chosen) {
    return chosen;
  }
  const installed = await findInstalled();
  if (installed) {
    return installed;
  }
  if (process.getuid?.() !== 0 || !(await onPath('apt-get'))) {
    throw new UnavailableError('no Chromium on this machine (install one, or set CHROMIUM_BIN)');
  }
  try {
    await installFromDebian();
  } catch (error) {
    throw new UnavailableError('no Chromium on this machine, and apt-get could not install one', { cause: error });
  }
  const found = await findInstalled();
  if (!found) {
    throw new UnavailableError('apt-get installed chromium, but it is not on PATH');
  }
  return found;
}

async function findInstalled(): Promise<string | undefined> {
  for (const name of names) {
    const found = await onPath(name);
    if (found) {
      return found;
    }
  }
  for (const application of applications) {
    if (await exists(application)) {
      return application;
    }
  }
  return undefined;
}

async function onPath(name: string): Promise<string | undefined> {
  for (const folder of (process.env.PATH ?? '').split(delimiter)) {
    const file = join(folder, name);
    if (await exists(file)) {
      return file;
    }
  }
  return undefined;
}

async function exists(file: string): Promise<boolean> {
  return await access(file).then(
    () => true,
    () => false,
  );
}

async function installFromDebian(): Promise<void> {
  const environment = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await run('apt-get', ['update', '-qq'], { environment });
  await run('apt-get', ['install', '-y', '-qq', '--no-install-recommends', 'chromium', 'fonts-dejavu-core'], {
    environment,
  });
}
