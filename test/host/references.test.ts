import assert from 'node:assert/strict';
import * as vscode from 'vscode';
import { bytesFromText } from '../../src/core/base/bytes';
import { commands } from '../../src/host/ids';
import { targetFromUri, uriFromKey } from '../../src/host/keyUri';
import { storedKeys } from '../support/kubernetesA';
import { closeEditors, openEditor, startTestCluster, type TestCluster, until, uriOf } from './testCluster';

const text = (bytes: Uint8Array) => Buffer.from(bytes).toString();

/** An object as custom resources are stored. */
const widget = (spec: object) =>
  bytesFromText(
    JSON.stringify({
      apiVersion: 'lab.example.com/v1',
      kind: 'Gadget',
      metadata: { name: 'g', namespace: 'shop' },
      spec,
    }),
  );

async function open(uri: vscode.Uri): Promise<vscode.TextDocument> {
  const document = await openEditor(uri);
  await until(() => /yaml|json/.test(document.languageId));
  return document;
}

/** The place right behind the first match's beginning. */
function placeOf(document: vscode.TextDocument, found: RegExp): vscode.Position {
  const index = document.getText().search(found);
  assert.ok(index >= 0, `${found} in ${document.getText()}`);
  return document.positionAt(index + 1);
}

async function definitions(document: vscode.TextDocument, found: RegExp): Promise<vscode.Uri[]> {
  const links = await vscode.commands.executeCommand<vscode.LocationLink[]>(
    'vscode.executeDefinitionProvider',
    document.uri,
    placeOf(document, found),
  );
  return links.map(({ targetUri }) => targetUri);
}

async function hover(document: vscode.TextDocument, found: RegExp): Promise<string> {
  const hovers = await vscode.commands.executeCommand<vscode.Hover[]>(
    'vscode.executeHoverProvider',
    document.uri,
    placeOf(document, found),
  );
  return hovers
    .flatMap(({ contents }) => contents)
    .map(content => (typeof content === 'string' ? content : content.value))
    .join('\n')
    .replaceAll('&nbsp;', ' ');
}

describe('references', function () {
  this.timeout(60_000);
  let cluster: TestCluster;
  let pod = '';

  before(async () => {
    cluster = await startTestCluster();
    const wanted =
      /^\/registry\/(?:pods\/shop\/|replicasets\/shop\/|minions\/|namespaces\/|configmaps\/shop\/|secrets\/shop\/|serviceaccounts\/shop\/)/;
    for (const { key, value } of storedKeys().filter(stored => wanted.test(text(stored.key)))) {
      await cluster.store.put(key, value);
      pod ||= text(key).startsWith('/registry/pods/shop/web-') ? text(key) : '';
    }
  });
  after(() => cluster?.stop());
  afterEach(closeEditors);

  it('lead from a pod to its node, its account, its owner and its Secret', async () => {
    const document = await open(uriOf(pod));
    for (const [field, prefix] of [
      [/(?<=nodeName: )\w/, '/registry/minions/'],
      [/serviceAccountName/, '/registry/serviceaccounts/shop/'],
      [/(?<=ownerReferences:[\s\S]*?name: )\w/, '/registry/replicasets/shop/web-'],
      [/(?<=secretKeyRef:[\s\S]*?name: )\w/, '/registry/secrets/shop/'],
      [/(?<=namespace: )shop/, '/registry/namespaces/shop'],
    ] as const) {
      const [uri, ...others] = await definitions(document, field);
      assert.ok(uri && others.length === 0, String(field));
      const target = targetFromUri(uri);
      assert.ok(text(target.key).startsWith(prefix), `${text(target.key)} for ${field}`);
      assert.equal(target.connectionId, 'writable');
      assert.ok((await vscode.workspace.openTextDocument(uri)).getText().includes('kind'));
    }
    assert.deepEqual(await definitions(document, /containers:/), []);
  });

  it('say in a hover which key is meant, and what its object is', async () => {
    const document = await open(uriOf(pod));
    const owner = await hover(document, /ownerReferences/);
    assert.match(owner, /\*\*ReplicaSet\*\* web/);
    assert.match(owner, /\/registry\/replicasets\/shop\/web-/);
    assert.match(owner, /Exists · Created .*ago/);
    assert.match(owner, /Controlled by Deployment\/web/);
    assert.equal(await hover(document, /containers:/), '');
  });

  it('say where a key does not exist, and lead nowhere', async () => {
    await cluster.store.put(
      bytesFromText('/registry/lab.example.com/gadgets/shop/g'),
      widget({ secretRef: { name: 'no-such-secret' }, issuerRef: { group: 'a.b', kind: 'Issuer', name: 'maybe' } }),
    );
    const document = await open(uriOf('/registry/lab.example.com/gadgets/shop/g'));
    assert.match(
      await hover(document, /no-such-secret/),
      /\/registry\/secrets\/shop\/no-such-secret[\s\S]*There is no such key/,
    );
    assert.deepEqual(await definitions(document, /no-such-secret/), []);
    assert.equal(await hover(document, /maybe/), '', 'what is only guessed is not told of');
    await cluster.store.put(bytesFromText('/registry/a.b/issuers/shop/maybe'), widget({}));
    assert.match(await hover(document, /maybe/), /\/registry\/a\.b\/issuers\/shop\/maybe[\s\S]*Exists/);
    assert.equal((await definitions(document, /maybe/)).length, 1);
  });

  it('stay at the revision of the document', async () => {
    const key = bytesFromText('/registry/secrets/shop/short-lived');
    await cluster.store.put(key, widget({}));
    const gadget = bytesFromText('/registry/lab.example.com/gadgets/shop/then');
    await cluster.store.put(gadget, widget({ secretName: 'short-lived' }));
    const revision = (await cluster.store.get(gadget))?.modRevision;
    assert.ok(revision);
    await cluster.store.delete(key);
    const then = await open(uriFromKey({ connectionId: 'writable', key: gadget }, { revision }));
    assert.match(await hover(then, /short-lived/), /Exists/);
    const [uri] = await definitions(then, /short-lived/);
    assert.equal(uri && targetFromUri(uri).revision, revision);
    const now = await open(uriOf(gadget));
    assert.match(await hover(now, /short-lived/), /There is no such key/);
  });

  it('show hostile names as text', async () => {
    const name = '](command:workbench.action.quit) $(error) <img src=x> **b**';
    await cluster.store.put(bytesFromText('/registry/lab.example.com/gadgets/shop/bad'), widget({ secretName: name }));
    const document = await open(uriOf('/registry/lab.example.com/gadgets/shop/bad'));
    const [shown = ''] = (await hover(document, /\]\(command/)).split('```');
    assert.ok(shown.includes('command'));
    assert.doesNotMatch(shown, /\]\(|\$\(|[^\\]\*\*b/);
  });

  it('connect nothing', async () => {
    const document = await open(uriOf(pod));
    await vscode.commands.executeCommand(commands.disconnect, { connectionId: 'writable' });
    try {
      for (let attempt = 0; attempt < 2; attempt++) {
        assert.match(await hover(document, /nodeName/), /\/registry\/minions\/[\s\S]*Not connected/);
        assert.deepEqual(await definitions(document, /nodeName/), []);
      }
    } finally {
      await vscode.commands.executeCommand(commands.connect, { connectionId: 'writable' });
    }
    assert.match(await hover(document, /nodeName/), /Exists/);
  });
});
