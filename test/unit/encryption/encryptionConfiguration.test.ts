import assert from 'node:assert/strict';
import { inspect } from 'node:util';
import { hasCode } from '../../../src/core/base/errors';
import {
  type ConfigurationError,
  createEncryptionConfiguration,
  type EncryptionProvider,
  groupResourceFrom,
  groupResourceText,
  isConfigurationError,
  parseEncryptionConfiguration,
  providersOf,
} from '../../../src/core/encryption';

const secret16 = Buffer.from('sixteen bytes ok').toString('base64');
const secret32 = Buffer.from('thirty-two bytes are this long..').toString('base64');

/** A whole file around entries of `resources`, each on a line of its own from line 4 on. */
function file(...entries: readonly string[]): string {
  const lines = entries.map(entry => `  - ${entry}`);
  return ['apiVersion: apiserver.config.k8s.io/v1', 'kind: EncryptionConfiguration', 'resources:', ...lines].join('\n');
}

function entry(resources: string, ...providers: readonly string[]): string {
  return `{resources: [${resources}], providers: [${providers.join(', ')}]}`;
}

const box = `{secretbox: {keys: [{name: box, secret: ${secret32}}]}}`;
const kms = '{kms: {apiVersion: v2, name: vault, endpoint: unix:///vault.sock}}';

function problemsOf(text: string): ConfigurationError {
  try {
    parseEncryptionConfiguration(text);
  } catch (error) {
    assert.ok(isConfigurationError(error), String(error));
    return error;
  }
  return assert.fail(`no problem in ${text}`);
}

function firstProvider(text: string): EncryptionProvider | undefined {
  return parseEncryptionConfiguration(text).entries[0]?.providers[0];
}

describe('an EncryptionConfiguration', () => {
  it('reads as YAML, as JSON, and with anchors and merge keys', () => {
    const yaml = file(entry('secrets, configmaps', box, kms, '{identity: {}}'));
    const json = JSON.stringify(
      {
        apiVersion: 'apiserver.config.k8s.io/v1',
        kind: 'EncryptionConfiguration',
        resources: [
          {
            resources: ['secrets', 'configmaps'],
            providers: [
              { secretbox: { keys: [{ name: 'box', secret: secret32 }] } },
              { kms: { apiVersion: 'v2', name: 'vault', endpoint: 'unix:///vault.sock' } },
              { identity: {} },
            ],
          },
        ],
      },
      undefined,
      '\t',
    );
    const anchored = `
apiVersion: apiserver.config.k8s.io/v1
kind: EncryptionConfiguration
resources:
- resources: [secrets, configmaps]
  providers:
  - secretbox:
      keys:
      - &key
        name: box
        secret: ${secret32}
      - <<: *key
        name: box2
  - kms: {apiVersion: v2, name: vault, endpoint: unix:///vault.sock}
  - identity: {}
`;
    const [fromYaml, fromJson, fromAnchors] = [yaml, json, anchored].map(text => parseEncryptionConfiguration(text));
    assert.deepEqual(fromJson, fromYaml);
    const { entries: [first] = [] } = fromYaml ?? {};
    assert.deepEqual(first?.resources, ['secrets', 'configmaps']);
    assert.deepEqual(
      first?.providers.map(({ kind }) => kind),
      ['secretbox', 'kms', 'identity'],
    );
    assert.deepEqual(first?.providers[1], {
      kind: 'kms',
      version: 'v2',
      name: 'vault',
      endpoint: 'unix:///vault.sock',
      timeoutMilliseconds: 3000,
    });
    const provider = fromAnchors?.entries[0]?.providers[0];
    assert.ok(provider?.kind === 'secretbox');
    assert.deepEqual(
      provider.keys.map(({ name, strength }) => [name, strength]),
      [
        ['box', 256],
        ['box2', 256],
      ],
    );
    assert.equal(Buffer.from(provider.keys[1]?.secret() ?? []).toString('base64'), secret32);
  });

  it('has the API server’s defaults for plugins', () => {
    assert.deepEqual(firstProvider(file(entry('secrets', '{kms: {name: "a:b", endpoint: unix:///k.sock}}'))), {
      kind: 'kms',
      version: 'v1',
      name: 'a:b',
      endpoint: 'unix:///k.sock',
      timeoutMilliseconds: 3000,
      cacheSize: 1000,
    });
    const timeouts = { '1m30s': 90_000, '250ms': 250, '1.5h': 5_400_000, '+3s': 3000 };
    for (const [text, milliseconds] of Object.entries(timeouts)) {
      const provider = firstProvider(
        file(entry('secrets', `{kms: {name: a, endpoint: "unix:///k", timeout: ${text}}}`)),
      );
      assert.equal(provider?.kind === 'kms' && provider.timeoutMilliseconds, milliseconds, text);
    }
  });

  it('keeps its secrets to itself', () => {
    const configuration = parseEncryptionConfiguration(file(entry('secrets', box)));
    for (const told of [JSON.stringify(configuration), inspect(configuration, { depth: 9, showHidden: true })]) {
      assert.ok(!told.includes(secret32));
      assert.ok(!told.includes('thirty-two'));
      assert.ok(!told.includes('74, 68, 69') && !told.includes('116, 104, 105'));
    }
  });

  describe('that an API server would not start with', () => {
    const aes = (kind: string, secret: string) => `{${kind}: {keys: [{name: k, secret: ${secret}}]}}`;
    const under = (provider: string) => file(entry('secrets', provider));
    const whole = file(entry('secrets', box));
    const provider = 'resources[0].providers[0]';
    const key = (kind: string) => `${provider}.${kind}.keys[0]`;
    const kmsWith = (more: string) => under(`{kms: {name: a, endpoint: "unix:///a", ${more}}}`);

    /** `»` stands where the problem is told to be, and is not in the text. */
    const cases: readonly (readonly [code: string, path: string, text: string])[] = [
      ['wrongType', '', '»'],
      ['wrongType', '', '»just text'],
      ['wrongType', '', '»- a list'],
      ['severalDocuments', '', `${whole}\n»---\na: b`],
      ['missingField', 'apiVersion', '»kind: EncryptionConfiguration'],
      ['wrongApiVersion', 'apiVersion', whole.replace('apiserver.config.k8s.io/v1', '»apiserver.config.k8s.io/v2')],
      ['wrongKind', 'kind', whole.replace('EncryptionConfiguration', '»EncryptionConfig')],
      ['missingField', 'resources', `${file()}»`],
      ['emptyList', 'resources[0].resources', file('{resources: »[], providers: [{identity: {}}]}')],
      ['emptyList', 'resources[0].providers', file('{resources: [secrets], providers: »[]}')],
      ['missingField', 'resources[0].providers', file('»{resources: [secrets]}')],
      ['wrongType', 'resources[0].resources', file('{resources: »secrets, providers: [{identity: {}}]}')],
      ['wrongType', 'resources[0].resources[0]', file('{resources: [»1], providers: [{identity: {}}]}')],
      ['unknownField', 'resources[0]', file('{resources: [secrets], providers: [{identity: {}}], »more: 1}')],
      ['duplicateField', 'resources[0]', file('{resources: [a], »resources: [b], providers: [{identity: {}}]}')],
      ['noProvider', provider, under('»{}')],
      ['noProvider', provider, under('»{identity: }')],
      ['unknownField', provider, under('{»rot13: {}}')],
      ['severalProviders', provider, under(`»{identity: {}, ${box.slice(1)}`)],
      ['unknownField', `${provider}.identity`, under('{identity: {»keys: []}}')],
      ['emptyList', `${provider}.aescbc.keys`, under('{aescbc: {keys: »[]}}')],
      ['missingField', `${provider}.aescbc.keys`, under('{aescbc: »{}}')],
      ['badBase64', `${key('aescbc')}.secret`, under(aes('aescbc', '»not/base64!'))],
      ['badBase64', `${key('aescbc')}.secret`, under(aes('aescbc', `»${secret32.slice(0, -1)}`))],
      ['badBase64', `${key('aescbc')}.secret`, under(aes('aescbc', '»"=A=="'))],
      ['badKeyLength', `${key('aesgcm')}.secret`, under(aes('aesgcm', '»"c2hvcnQ="'))],
      ['badKeyLength', `${key('secretbox')}.secret`, under(aes('secretbox', `»${secret16}`))],
      ['missingField', `${key('aescbc')}.secret`, under(aes('aescbc', '»""'))],
      ['wrongType', `${key('aescbc')}.secret`, under(aes('aescbc', '»1234567890'))],
      ['wrongType', `${key('aescbc')}.name`, under(`{aescbc: {keys: [{name: »1, secret: ${secret16}}]}}`)],
      ['wrongType', `${key('aescbc')}.name`, under(`{aescbc: {keys: [{name: »yes, secret: ${secret16}}]}}`)],
      ['missingField', `${key('aescbc')}.name`, under(`{aescbc: {keys: [»{secret: ${secret16}}]}}`)],
      ['badKmsVersion', `${provider}.kms.apiVersion`, kmsWith('apiVersion: »v3')],
      ['badKmsName', `${provider}.kms.name`, under('{kms: {apiVersion: v2, name: »"a:b", endpoint: "unix:///a"}}')],
      ['badEndpoint', `${provider}.kms.endpoint`, under('{kms: {name: a, endpoint: »"tcp://a"}}')],
      ['missingField', `${provider}.kms.endpoint`, under('{kms: »{name: a}}')],
      ['badTimeout', `${provider}.kms.timeout`, kmsWith('timeout: »soon')],
      ['badTimeout', `${provider}.kms.timeout`, kmsWith('timeout: »0s')],
      ['badTimeout', `${provider}.kms.timeout`, kmsWith('timeout: »3s!')],
      ['badCacheSize', `${provider}.kms.cachesize`, kmsWith('cachesize: »0')],
      ['badCacheSize', `${provider}.kms.cachesize`, kmsWith('cachesize: »1.5')],
      ['badCacheSize', `${provider}.kms.cachesize`, kmsWith('apiVersion: v2, cachesize: »5')],
      [
        'duplicateKmsName',
        'resources[1].providers[0].kms.name',
        file(entry('secrets', kms), entry('configmaps', kms.replace('vault', '»vault'))),
      ],
      ['capitalLetters', 'resources[0].resources[0]', file(entry('»Secrets', box))],
      ['bareStar', 'resources[0].resources[0]', file(entry('»"*"', box))],
      ['acrossGroups', 'resources[0].resources[0]', file(entry('»"secrets.*"', box))],
      ['notServed', 'resources[0].resources[0]', file(entry('»serviceipallocations', box))],
      ['goneGroup', 'resources[0].resources[0]', file(entry('»events.events.k8s.io', box))],
      ['goneGroup', 'resources[0].resources[0]', file(entry('»deployments.extensions', box))],
      ['duplicateResource', 'resources[0].resources[0]', file(entry('»secrets, secrets', box))],
      ['overlappingResources', 'resources[0].resources[1]', file(entry('secrets, »"*."', box))],
      ['overlappingResources', 'resources[0].resources[1]', file(entry('deployments.apps, »"*.apps"', box))],
      ['overlappingResources', 'resources[0].resources[1]', file(entry('secrets, »"*.*"', box))],
      ['maskedResource', 'resources[1].resources[0]', file(entry('"*.apps"', box), entry('»deployments.apps', box))],
      ['maskedResource', 'resources[1].resources[0]', file(entry('"*.*"', box), entry('»secrets', box))],
      ['maskedResource', 'resources[1].resources[0]', file(entry('"*."', box), entry('»"*."', box))],
    ];
    for (const [code, path, marked] of cases) {
      it(`has ${code} at ${marked
        .split('\n')
        .find(line => line.includes('»'))
        ?.trim()}`, () => {
        const before = marked.slice(0, marked.indexOf('»')).split('\n');
        const { problems } = problemsOf(marked.replace('»', ''));
        const [problem] = problems;
        assert.deepEqual(
          [problem?.code, problem?.path, problem?.line, problem?.column],
          [code, path, before.length, (before.at(-1)?.length ?? 0) + 1],
        );
      });
    }

    it('is no YAML, or more than a file may be', () => {
      const texts: readonly (readonly [code: string, text: string])[] = [
        ['syntax', 'a: [1, 2'],
        ['syntax', 'a: b\n\tc: d'],
        ['syntax', `${file()} [*gone]`],
        ['tooLarge', `${file()} &a [*a]`],
        ['tooLarge', 'x'.repeat(2 ** 20 + 1)],
        ['syntax', '['.repeat(10_000)],
        ['syntax', `${file()} ${'['.repeat(20_000)}${']'.repeat(20_000)}`],
      ];
      for (const [code, text] of texts) {
        assert.equal(problemsOf(text).problems[0]?.code, code, text.slice(0, 100));
      }
    });

    it('is told all at once, in the order of the text', () => {
      const { problems, facts } = problemsOf(
        file(entry('Secrets', aes('aescbc', 'bad!'), '{}'), entry('"*"', aes('secretbox', secret16))),
      );
      assert.deepEqual(
        problems.map(({ code, line }) => [code, line]),
        [
          ['capitalLetters', 4],
          ['badBase64', 4],
          ['noProvider', 4],
          ['bareStar', 5],
          ['badKeyLength', 5],
        ],
      );
      assert.deepEqual([facts.line, facts.reason, facts.problems], [4, 'capitalLetters', 5]);
    });

    it('is told without any text of the file', () => {
      const secret = 'c2VjcmV0LXNlY3JldC1zZWNyZXQ';
      const slips = [
        `{aescbc: {keys: [{name: k, secret:${secret}}]}}`,
        `{aescbc: {keys: [{name: k, ${secret}}]}}`,
        `{aescbc: {keys: [{name: k, secret: ${secret}!}]}}`,
        `{aescbc: {keys: [{name: k, secret: [${secret}]}]}}`,
        `{aescbc: {keys: [{name: k, ${secret}: {a: 1, a: 2}}]}}`,
        `{aescbc: ${secret}}`,
        `{${secret}: {keys: []}}`,
        `{aescbc: {keys: [{name: k, secret: "${secret}}]}}`,
        `{kms: {name: a, endpoint: ${secret}, timeout: ${secret}, apiVersion: ${secret}}}`,
      ];
      for (const slip of slips) {
        const error = problemsOf(file(entry('secrets', slip)));
        const told = `${error.stack} ${JSON.stringify(error)} ${inspect(error, { depth: 9 })}`;
        assert.ok(!told.includes(secret), slip);
      }
      const other = problemsOf(file(entry(`"${secret.toLowerCase()}.*"`, box)));
      assert.ok(!inspect(other, { depth: 9 }).includes(secret.toLowerCase()));
    });
  });

  it('covers resources as the API server has it', () => {
    const other = box.replace('name: box', 'name: other');
    const third = box.replace('name: box', 'name: third');
    const configuration = parseEncryptionConfiguration(
      file(
        entry('secrets, deployments.apps', box),
        entry('"*.apps"', other),
        entry('secrets', other),
        entry('"*.*"', third),
      ),
    );
    const match = (text: string) => {
      const found = providersOf(configuration, groupResourceFrom(text));
      const names = found?.providers.flatMap(provider =>
        'keys' in provider ? provider.keys.map(({ name }) => name) : [],
      );
      return [found?.matchedBy, names];
    };
    // The same resource in two entries has the providers of both, one behind the other.
    assert.deepEqual(match('secrets'), ['secrets', ['box', 'other']]);
    assert.deepEqual(match('deployments.apps'), ['deployments.apps', ['box']]);
    assert.deepEqual(match('statefulsets.apps'), ['*.apps', ['other']]);
    assert.deepEqual(match('deployments.extensions'), ['*.*', ['third']]);
    assert.deepEqual(match('configmaps'), ['*.*', ['third']]);
    const core = parseEncryptionConfiguration(file(entry('"*."', box)));
    assert.equal(providersOf(core, groupResourceFrom('pods'))?.matchedBy, '*.');
    assert.equal(providersOf(core, groupResourceFrom('deployments.apps')), undefined);
    assert.equal(groupResourceText(groupResourceFrom('widgets.lab.example.com')), 'widgets.lab.example.com');
  });
});

describe('a new EncryptionConfiguration', () => {
  it('encrypts Secrets under a fresh key, and still reads what is in clear', () => {
    const [one, two] = [createEncryptionConfiguration(), createEncryptionConfiguration()];
    assert.notEqual(one.text, two.text);
    const { entries } = parseEncryptionConfiguration(one.text);
    assert.deepEqual(entries[0]?.resources, ['secrets']);
    const [first, second] = entries[0]?.providers ?? [];
    assert.ok(first?.kind === 'secretbox');
    assert.deepEqual(
      first.keys.map(({ name, strength }) => [name, strength]),
      [[one.keyName, 256]],
    );
    assert.equal(second?.kind, 'identity');
    const [before] = parseEncryptionConfiguration(one.firstText).entries;
    const [identity, learned] = before?.providers ?? [];
    assert.equal(identity?.kind, 'identity');
    assert.ok(learned?.kind === 'secretbox');
    assert.deepEqual(learned.keys[0]?.secret(), first.keys[0]?.secret());
  });

  it('takes resources, provider and name', () => {
    const { text } = createEncryptionConfiguration({
      resources: ['secrets', '*.apps'],
      provider: 'aesgcm',
      keyName: 'a.b',
    });
    const { entries } = parseEncryptionConfiguration(text);
    assert.deepEqual(entries[0]?.resources, ['secrets', '*.apps']);
    assert.equal(entries[0]?.providers[0]?.kind, 'aesgcm');
  });

  it('rotates: new key first, all others kept, in one file and in the one that goes before it', () => {
    const text = file(
      entry(
        'secrets',
        `{aescbc: {keys: [{name: a, secret: ${secret32}}, {name: b, secret: ${secret16}}]}}`,
        '{identity: {}}',
      ),
      entry('configmaps', '{identity: {}}', box),
      entry(
        'widgets.lab.example.com',
        kms,
        '{kms: {name: "old one", endpoint: "unix:///old", timeout: 1s, cachesize: -1}}',
      ),
    );
    const previous = parseEncryptionConfiguration(text);
    const { text: last, firstText, keyName } = createEncryptionConfiguration({ previous, keyName: 'new' });
    const shape = (written: string) =>
      parseEncryptionConfiguration(written).entries.map(({ providers }) =>
        providers.map(provider =>
          'keys' in provider ? `${provider.kind} ${provider.keys.map(({ name }) => name)}` : provider.kind,
        ),
      );
    assert.equal(keyName, 'new');
    assert.deepEqual(shape(last), [
      ['aescbc new,a,b', 'identity'],
      ['secretbox new', 'identity', 'secretbox box'],
      ['secretbox new', 'kms', 'kms'],
    ]);
    assert.deepEqual(shape(firstText), [
      ['aescbc a,new,b', 'identity'],
      ['identity', 'secretbox new', 'secretbox box'],
      ['kms', 'secretbox new', 'kms'],
    ]);
    const secretOf = (written: string, index: number) => {
      const [provider] = parseEncryptionConfiguration(written).entries[0]?.providers ?? [];
      assert.ok(provider?.kind === 'aescbc');
      return Buffer.from(provider.keys[index]?.secret() ?? []).toString('base64');
    };
    assert.equal(secretOf(last, 0), secretOf(firstText, 1));
    assert.equal(secretOf(last, 1), secret32);
    assert.equal(secretOf(last, 2), secret16);
    assert.deepEqual(parseEncryptionConfiguration(last).entries[2]?.providers.slice(1), previous.entries[2]?.providers);
  });

  it('rotates only what is named, to another provider where that is wanted', () => {
    const previous = parseEncryptionConfiguration(file(entry('secrets', box), entry('configmaps', box)));
    const { text } = createEncryptionConfiguration({ previous, resources: ['secrets'], provider: 'aesgcm' });
    const { entries } = parseEncryptionConfiguration(text);
    assert.deepEqual(
      entries[0]?.providers.map(({ kind }) => kind),
      ['aesgcm', 'secretbox'],
    );
    assert.deepEqual(entries[1], previous.entries[1]);
  });

  it('refuses a name that is in use, or that a file or a value would not bear', () => {
    const previous = parseEncryptionConfiguration(file(entry('secrets', box)));
    for (const keyName of ['box', '', 'a:b', 'a b', '-a', 'ü', 'n'.repeat(64)]) {
      assert.throws(
        () => createEncryptionConfiguration({ previous, keyName }),
        error => hasCode(error, 'encryption.badKeyName'),
        keyName,
      );
    }
  });
});
