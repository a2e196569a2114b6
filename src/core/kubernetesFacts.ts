/** Counts what Kubernetes keeps in a store and weighs a sample of it, with bounded reads. Composed of the rooms here. */
import { bytesFromText } from './base/bytes';
import { hasCode } from './base/errors';
import { type KeyRange, type KeyValue, prefixRange } from './base/keyValue';
import { Limiter } from './base/limiter';
import { isEncryptedAtRest } from './encryption/envelope/atRestNames';
import type { KubernetesFacts, LargeObject, ResourceFacts } from './health';
import type { KeyspaceReader } from './keyspace/keyspaceReader';
import type { LevelChild } from './keyspace/level';
import { listLevel } from './keyspace/listLevel';
import { describeRegistryKey, registryPrefixes } from './kubernetes/registryPath';
import { placesBelow } from './kubernetesPlaces';

export interface KubernetesFactsOptions {
  readonly signal?: AbortSignal;
  /** Once true no further reads begin, and the facts say that they are not complete. */
  readonly isOver?: () => boolean;
}

/** Kinds of objects that are looked at; Kubernetes has some 80, and custom resources come on top. */
const mostResources = 1000;
const readsAtOnce = 8;
/** Objects read of a kind at one place, and places. A value may take 1.5 MiB, an answer 64 MiB. */
const objectsAtOnePlace = 16;
const places = 8;
const objectsPerPlace = 4;
/** Places that will do where more would have to be looked for. */
const fewPlaces = 4;
/** Kinds that are sampled in several places: those with most objects, and Secrets. */
const mostSpread = 12;
/** Values read in all. */
const mostBytes = 32 * 1024 ** 2;
const mostLargeObjects = 10;

/**
 * Undefined where the store holds no Kubernetes.
 * @throws {EtcdscopeError} `cancelled`, and whatever the reader throws.
 */
export async function kubernetesFacts(
  reader: KeyspaceReader,
  options: KubernetesFactsOptions = {},
): Promise<KubernetesFacts | undefined> {
  const prefix = await findRegistry(reader, options);
  if (prefix === undefined) {
    return undefined;
  }
  const { directories, isComplete } = await listResources(reader, prefix, options);
  const sampling = new Sampling(reader, options);
  const limiter = new Limiter(readsAtOnce);
  const spread = directories.toSorted((a, b) => b.count - a.count).slice(0, mostSpread);
  const resources = await Promise.all(
    directories.map(directory =>
      limiter.run(() => sampling.weigh(directory, spread.includes(directory) || isSecrets(directory)), options.signal),
    ),
  );
  return {
    prefix,
    resources: resources.toSorted((a, b) => b.estimatedBytes - a.estimatedBytes),
    isComplete: isComplete && !sampling.wasCutShort,
    secrets: sampling.secrets(directories),
    largestObjects: sampling.largest,
  };
}

/** All keys of one kind of objects. */
interface Directory {
  readonly resource: string;
  readonly key: Uint8Array;
  readonly count: number;
}

function isSecrets({ resource }: Directory): boolean {
  return resource === 'secrets';
}

/** The prefix below which most keys are. */
async function findRegistry(reader: KeyspaceReader, { signal }: KubernetesFactsOptions): Promise<string | undefined> {
  const prefixes = registryPrefixes.map(prefix => `${prefix}/`);
  const requests = prefixes.map(prefix => ({ ...prefixRange(bytesFromText(prefix)), countOnly: true }));
  const counts = (await reader.ranges(requests, { signal })).map(({ count }) => count);
  const most = Math.max(...counts);
  return most > 0 ? prefixes[counts.indexOf(most)] : undefined;
}

interface Listing {
  readonly directories: readonly Directory[];
  readonly isComplete: boolean;
}

/** A group of custom resources, and the two kinds of services, are directories of directories. */
async function listResources(
  reader: KeyspaceReader,
  prefix: string,
  { signal }: KubernetesFactsOptions,
): Promise<Listing> {
  const listing = await listLevel(reader, bytesFromText(prefix), { limit: mostResources, signal });
  const limiter = new Limiter(readsAtOnce);
  let isComplete = listing.next === undefined;
  const directories = await Promise.all(
    listing.children.map(async (child): Promise<readonly Directory[]> => {
      if (child.isLeaf) {
        return [];
      }
      if (!hasKindsBelow(child)) {
        return [directoryOf(child)];
      }
      const below = await limiter.run(() => listLevel(reader, child.key, { limit: mostKindsOfGroup, signal }), signal);
      isComplete &&= below.next === undefined;
      return below.children.filter(({ isLeaf }) => !isLeaf).map(directoryOf);
    }),
  );
  return { directories: directories.flat().slice(0, mostResources), isComplete };
}

const mostKindsOfGroup = 200;

function hasKindsBelow({ name }: LevelChild): boolean {
  return name.includes('.') || name === 'services' || name === 'ranges';
}

function directoryOf({ key, name, count }: LevelChild): Directory {
  const described = describeRegistryKey(key);
  const group = described?.group;
  return { resource: described ? described.resource + (group ? `.${group}` : '') : name, key, count };
}

class Sampling {
  private bytes = 0;
  private cutShort = false;
  private sampledSecrets = 0;
  private plaintextSecrets = 0;
  private large: LargeObject[] = [];

  constructor(
    private readonly reader: KeyspaceReader,
    private readonly options: KubernetesFactsOptions,
  ) {}

  get wasCutShort(): boolean {
    return this.cutShort;
  }

  get largest(): readonly LargeObject[] {
    return this.large;
  }

  secrets(directories: readonly Directory[]): KubernetesFacts['secrets'] {
    const count = directories.filter(isSecrets).reduce((sum, directory) => sum + directory.count, 0);
    return { count, sampled: this.sampledSecrets, plaintext: this.plaintextSecrets };
  }

  async weigh(directory: Directory, isSpread: boolean): Promise<ResourceFacts> {
    const keyValues = await this.sample(directory, isSpread);
    const sampledBytes = keyValues.reduce((sum, { key, value }) => sum + key.length + value.length, 0);
    for (const keyValue of keyValues) {
      this.look(directory, keyValue);
    }
    const sampled = keyValues.length;
    const scale = sampled === 0 ? 0 : Math.max(1, directory.count / sampled);
    return {
      resource: directory.resource,
      count: directory.count,
      sampled,
      sampledBytes,
      estimatedBytes: Math.round(sampledBytes * scale),
    };
  }

  private look(directory: Directory, { key, value }: KeyValue): void {
    this.large = [...this.large, { key, resource: directory.resource, size: value.length }]
      .sort((a, b) => b.size - a.size)
      .slice(0, mostLargeObjects);
    if (isSecrets(directory)) {
      this.sampledSecrets++;
      this.plaintextSecrets += isEncryptedAtRest(value) ? 0 : 1;
    }
  }

  private async sample(directory: Directory, isSpread: boolean): Promise<readonly KeyValue[]> {
    if (this.options.isOver?.() || this.bytes >= mostBytes) {
      this.cutShort = true;
      return [];
    }
    const whole = prefixRange(directory.key);
    const most = isSpread ? places * objectsPerPlace : objectsAtOnePlace;
    const keyValues =
      isSpread && directory.count > most
        ? await this.readPlaces(await this.placesIn(directory))
        : await this.readUpTo(whole, most);
    this.bytes += keyValues.reduce((sum, { value }) => sum + value.length, 0);
    return keyValues;
  }

  /** Ranges of the directory, spread over its namespaces or its objects. */
  private async placesIn(directory: Directory): Promise<readonly KeyRange[]> {
    const found = await placesBelow(this.reader, directory.key, fewPlaces, this.options.signal);
    const step = Math.max(1, found.length / places);
    return found.filter((_, index) => Math.floor(index / step) !== Math.floor((index - 1) / step));
  }

  /** Some objects at each place: in one call, or one by one where they are too large to come together. */
  private async readPlaces(ranges: readonly KeyRange[]): Promise<readonly KeyValue[]> {
    const limit = Math.max(objectsPerPlace, Math.floor((places * objectsPerPlace) / Math.max(1, ranges.length)));
    const { signal } = this.options;
    try {
      const results = await this.reader.ranges(
        ranges.map(range => ({ ...range, limit })),
        { signal },
      );
      return results.flatMap(({ keyValues }) => keyValues);
    } catch (error) {
      if (!hasCode(error, 'message.tooLarge')) {
        throw error;
      }
    }
    const found: KeyValue[] = [];
    for (const range of ranges) {
      found.push(...(await this.readUpTo(range, limit)));
    }
    return found;
  }

  /** The first objects of a range; fewer where they are too large to come together. */
  private async readUpTo(range: KeyRange, most: number): Promise<readonly KeyValue[]> {
    for (let limit = most; ; limit = Math.floor(limit / 2)) {
      try {
        return (await this.reader.range({ ...range, limit }, { signal: this.options.signal })).keyValues;
      } catch (error) {
        if (!hasCode(error, 'message.tooLarge') || limit === 1) {
          throw error;
        }
      }
    }
  }
}
