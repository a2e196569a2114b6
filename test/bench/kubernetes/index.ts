/**
 * Values of Kubernetes decoded, rendered and encoded by `dist/core.cjs`, beside plain `fromBinary` of @bufbuild/protobuf
 * over the same messages in the same run; then hostile values, once each. Prints a line of JSON a measurement, all in
 * processor time.
 *
 *   npm run bench -- kubernetes [number of hostile values]
 */
import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { type DescMessage, fromBinary } from '@bufbuild/protobuf';
import { bytesFromText, emptyBytes } from '../../../src/core/base/bytes';
import type { DecodedValue } from '../../../src/core/kubernetes';
import { findKind } from '../../../src/core/kubernetes/schema/schema';
import { storedKeys } from '../../support/kubernetesA';
import { readKubernetesTestData } from '../../support/kubernetesTestData';
import { repositoryRoot } from '../../support/repositoryRoot';
import { seededRandom } from '../../support/seededRandom';
import { damaged, largeValues } from './hostileValues';
import { descriptorsOf } from './plainProtobuf';

const corePath = join(repositoryRoot, 'dist/core.cjs');
const core = createRequire(corePath)(corePath) as typeof import('../../../src/core');

/** Of so many rounds, taken in turns, the best counts: the machine has other work too. */
const rounds = 9;
/** Milliseconds of processor time that a round takes at least. */
const leastRound = 150;
/** Milliseconds. What takes longer once is timed again, so that neither a collection nor a compilation counts. */
const suspicious = 15;
const timesAgain = 3;

interface Sample {
  readonly value: Uint8Array;
  readonly message: Uint8Array;
  readonly descriptor: DescMessage;
  readonly decoded: DecodedValue;
  /** A rendering with one annotation added. */
  readonly yaml: string;
  readonly json: string;
}

const work: Readonly<Record<string, (sample: Sample) => unknown>> = {
  'plain fromBinary': ({ descriptor, message }) => fromBinary(descriptor, message),
  decode: ({ value }) => core.decodeValue(emptyBytes, value),
  'decode and YAML': ({ value }) => core.renderYaml(core.decodeValue(emptyBytes, value)),
  'metadata only': ({ value }) => core.decodeValueMetadata(value),
  'encode an edit of YAML': ({ decoded, yaml }) => core.encodeEdit(decoded, yaml, 'yaml'),
  'encode an edit of JSON': ({ decoded, json }) => core.encodeEdit(decoded, json, 'json'),
};

export async function run([hostile = '1000000']: readonly string[] = []): Promise<void> {
  const stored = storedKeys().map(({ value }) => value);
  const testData = ((await readKubernetesTestData()).get('HEAD') ?? []).map(({ protobuf }) => protobuf);
  await measureFirstDecode(stored);
  measureCorpus('kubernetes-a', stored);
  measureCorpus("Kubernetes' test data", testData);
  measureHostile([...stored, ...testData], Number(hostile));
}

function measureCorpus(corpus: string, values: readonly Uint8Array[]): void {
  const samples = samplesOf(values);
  const bytes = samples.reduce((sum, { value }) => sum + value.length, 0);
  const best = new Map<string, number>();
  for (let round = 0; round < rounds; round++) {
    for (const [what, act] of Object.entries(work)) {
      best.set(what, Math.max(best.get(what) ?? 0, objectsPerSecond(samples, act)));
    }
  }
  const [plain, decode] = ['plain fromBinary', 'decode'].map(what => best.get(what) ?? 0) as [number, number];
  for (const [what, perSecond] of best) {
    print({
      corpus,
      what,
      objects: samples.length,
      bytesEach: Math.round(bytes / samples.length),
      objectsPerSecond: Math.round(perSecond),
      megabytesPerSecond: rounded((perSecond * bytes) / samples.length / 1e6),
      timesPlain: rounded(perSecond / plain),
      timesDecode: rounded(perSecond / decode),
    });
  }
}

function samplesOf(values: readonly Uint8Array[]): Sample[] {
  const found = values.flatMap(value => {
    const decoded = core.decodeValue(emptyBytes, value);
    const { envelope, apiVersion = '', kind = '' } = decoded;
    const type = findKind(apiVersion, kind);
    // What is stored has metadata that can be annotated; the test data has options and lists beside it.
    const isStored = type?.fields[1]?.message?.name === 'meta.v1.ObjectMeta';
    return envelope && type && isStored
      ? [{ value, decoded, type, message: value.subarray(envelope.start, envelope.end) }]
      : [];
  });
  const descriptors = descriptorsOf([...new Set(found.map(({ type }) => type))]);
  return found.map(({ value, decoded, type, message }) => {
    const { object } = decoded;
    const base = core.isJsonObject(object) ? object : {};
    const metadata = core.isJsonObject(base.metadata) ? base.metadata : {};
    const annotations = core.isJsonObject(metadata.annotations) ? metadata.annotations : {};
    const edited = { ...base, metadata: { ...metadata, annotations: { ...annotations, edited: 'yes' } } };
    const document: DecodedValue = { format: 'json', object: edited, value: emptyBytes };
    return {
      value,
      decoded,
      message,
      descriptor: descriptors.get(type) as DescMessage,
      yaml: core.renderYaml(document),
      json: core.renderJson(document),
    };
  });
}

function objectsPerSecond(samples: readonly Sample[], act: (sample: Sample) => unknown): number {
  let objects = 0;
  const start = process.cpuUsage();
  for (;;) {
    for (const sample of samples) {
      act(sample);
    }
    objects += samples.length;
    const elapsed = milliseconds(start);
    if (elapsed >= leastRound) {
      return (objects / elapsed) * 1000;
    }
  }
}

async function measureFirstDecode(values: readonly Uint8Array[]): Promise<void> {
  const pod = values.find(value => core.decodeValue(emptyBytes, value).kind === 'Pod') ?? emptyBytes;
  const script = join(__dirname, 'firstDecode.js');
  const times: number[] = [];
  for (let round = 0; round < rounds; round++) {
    const args = [script, corePath, Buffer.from(pod).toString('hex')];
    times.push(Number((await promisify(execFile)(process.execPath, args)).stdout));
  }
  print({ what: 'first object, schema included', kind: 'Pod', milliseconds: rounded(Math.min(...times)) });
}

function measureHostile(values: readonly Uint8Array[], count: number): void {
  const random = seededRandom(2026);
  const texts = values.slice(0, 400).flatMap(value => {
    const decoded = core.decodeValue(emptyBytes, value);
    return decoded.object === undefined ? [] : [core.renderYaml(decoded), core.renderJson(decoded)].map(bytesFromText);
  });
  const corpus = [...values, ...texts];
  let slowest = { milliseconds: 0, bytes: 0, format: '' };
  const start = process.cpuUsage();
  for (let index = 0; index < count; index++) {
    const value = damaged(corpus, random);
    const taken = timeOfDecoding(value);
    if (taken > slowest.milliseconds) {
      const { format } = core.decodeValue(emptyBytes, value);
      slowest = { milliseconds: rounded(taken), bytes: value.length, format };
    }
  }
  const seconds = Math.round(milliseconds(start) / 1000);
  const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
  print({ what: 'hostile values, damaged', values: count, seconds, slowest, peakMegabytes: megabytes });
  for (const [name, value] of largeValues()) {
    const { format, problem } = core.decodeValue(emptyBytes, value);
    const taken = rounded(timeOfDecoding(value));
    print({ what: `hostile value: ${name}`, bytes: value.length, format, problem: problem?.code, milliseconds: taken });
  }
}

/** Milliseconds. Read twice as a clock, which costs little; anything suspicious by the processor's time, the least of a few. */
function timeOfDecoding(value: Uint8Array): number {
  const start = performance.now();
  core.decodeValue(emptyBytes, value);
  let least = performance.now() - start;
  for (let again = 0; again < timesAgain && least > suspicious; again++) {
    const before = process.cpuUsage();
    core.decodeValue(emptyBytes, value);
    least = Math.min(least, milliseconds(before));
  }
  return least;
}

/** Of processor time, in all threads. */
function milliseconds(since: NodeJS.CpuUsage): number {
  const { user, system } = process.cpuUsage(since);
  return (user + system) / 1000;
}

function rounded(value: number): number {
  return Number(value.toPrecision(3));
}

function print(line: Readonly<Record<string, unknown>>): void {
  process.stdout.write(`${JSON.stringify(line)}\n`);
}
