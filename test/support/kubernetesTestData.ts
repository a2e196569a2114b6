import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Context } from 'mocha';
import { repositoryRoot } from './repositoryRoot';
import { skip } from './skip';

/** One object of Kubernetes' own test data in three forms. */
export interface TestObject {
  /** `<group>.<version>.<kind>`. */
  readonly name: string;
  readonly protobuf: Uint8Array;
  readonly yaml: string;
  /** What a server of the newest release prints of it. Older releases' objects may have a form of their own for that. */
  readonly json: unknown;
  readonly jsonOfItsRelease: unknown;
}

interface DebianPackages {
  fetchDebianPackages(request: {
    readonly suite: string;
    readonly packages: readonly string[];
  }): Promise<ReadonlyMap<string, { readonly folder: string }>>;
}

/**
 * Kubernetes' API test data by release (`HEAD`, `v1.35.0`, …), from Debian's golang-k8s-api-dev of sid, fetched into the
 * cache on first use. Skips the test or suite, with the reason, where it cannot be had.
 */
export async function kubernetesTestData(context: Context): Promise<ReadonlyMap<string, readonly TestObject[]>> {
  try {
    return await readKubernetesTestData();
  } catch (error) {
    return skip(context, `Kubernetes' test data (Debian's ${packageName}) cannot be had: ${firstLine(error)}`);
  }
}

const packageName = 'golang-k8s-api-dev';

/** The same for what is no test; fails where it cannot be had. */
export async function readKubernetesTestData(): Promise<ReadonlyMap<string, readonly TestObject[]>> {
  const script = pathToFileURL(join(repositoryRoot, 'scripts/debian.mjs')).href;
  const { fetchDebianPackages } = (await import(script)) as DebianPackages;
  const fetched = await fetchDebianPackages({ suite: 'sid', packages: [packageName] });
  const folder = fetched.get(packageName)?.folder;
  if (folder === undefined) {
    throw new Error('it could not be unpacked');
  }
  const root = join(folder, 'usr/share/gocode/src/k8s.io/api/testdata');
  return new Map(readdirSync(root).map(release => [release, readRelease(join(root, release))]));
}

function readRelease(folder: string): TestObject[] {
  const names = new Set(readdirSync(folder));
  const json = (file: string): unknown => JSON.parse(readFileSync(join(folder, file), 'utf8'));
  return [...names]
    .filter(file => file.endsWith('.pb') && !file.endsWith('.after_roundtrip.pb'))
    .map(file => {
      const name = file.slice(0, -'.pb'.length);
      const afterwards = `${name}.after_roundtrip.json`;
      const jsonOfItsRelease = json(`${name}.json`);
      return {
        name,
        protobuf: new Uint8Array(readFileSync(join(folder, file))),
        yaml: readFileSync(join(folder, `${name}.yaml`), 'utf8'),
        json: names.has(afterwards) ? json(afterwards) : jsonOfItsRelease,
        jsonOfItsRelease,
      };
    });
}

function firstLine(error: unknown): string {
  return String(error instanceof Error ? error.message : error).split('\n')[0] ?? '';
}
