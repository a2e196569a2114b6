import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { commands, extensionId, keyScheme, settings, views } from '../../../src/host/ids';
import { repositoryRoot } from '../../support/repositoryRoot';

interface MenuItem {
  readonly command: string;
  readonly when?: string;
  readonly group?: string;
}

interface Manifest {
  readonly name: string;
  readonly publisher: string;
  readonly activationEvents: readonly string[];
  readonly icon: string;
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category?: string;
      readonly icon?: string;
    }[];
    readonly menus: Readonly<Record<string, readonly MenuItem[]>>;
    readonly views: Readonly<Record<string, readonly { readonly id: string; readonly icon?: string }[]>>;
    readonly configuration: { readonly properties: Readonly<Record<string, { readonly order?: number }>> };
    readonly resourceLabelFormatters: readonly { readonly scheme: string }[];
  };
}

const manifestText = readFileSync(join(repositoryRoot, 'package.json'), 'utf8');
const manifest = JSON.parse(manifestText) as Manifest;
const texts = JSON.parse(readFileSync(join(repositoryRoot, 'package.nls.json'), 'utf8')) as Record<string, string>;
const contributed = manifest.contributes;

function textOf(title: string): string {
  return texts[title.replaceAll('%', '')] ?? title;
}

describe('manifest', () => {
  it('declares exactly the commands that the code knows', () => {
    assert.deepEqual(contributed.commands.map(entry => entry.command).sort(), Object.values(commands).sort());
  });

  it('declares the views, the scheme and the identity that the code knows', () => {
    assert.deepEqual(
      Object.values(contributed.views).flatMap(list => list.map(view => view.id)),
      Object.values(views),
    );
    assert.deepEqual(
      contributed.resourceLabelFormatters.map(formatter => formatter.scheme),
      [keyScheme],
    );
    assert.ok(manifest.activationEvents.includes(`onFileSystem:${keyScheme}`));
    assert.equal(`${manifest.publisher}.${manifest.name}`, extensionId);
  });

  it('declares exactly the settings that the code knows', () => {
    const { section, ...names } = settings;
    assert.deepEqual(
      Object.keys(contributed.configuration.properties).sort(),
      Object.values(names)
        .map(name => `${section}.${name}`)
        .sort(),
    );
  });

  it('has a text for every placeholder, and no text without one', () => {
    const used = new Set([...manifestText.matchAll(/%([\w.]+)%/g)].map(match => match[1]));
    assert.deepEqual([...used].sort(), Object.keys(texts).sort());
  });

  it('puts every command under the category etcd', () => {
    for (const command of contributed.commands) {
      assert.equal(command.category, 'etcd', command.command);
      assert.match(command.command, /^etcdscope\.\w+$/);
      assert.doesNotMatch(textOf(command.title), /\.\.\.|etcd:/, command.command);
    }
  });

  it('names only its own commands in menus', () => {
    const known = new Set<string>(Object.values(commands));
    for (const item of Object.values(contributed.menus).flat()) {
      assert.ok(known.has(item.command), item.command);
    }
  });

  it('hides from the palette what only a row can start', () => {
    const hidden = (contributed.menus.commandPalette ?? []).filter(item => item.when === 'false');
    for (const id of [commands.refresh, commands.loadMore, commands.copyKey, commands.openKey]) {
      assert.ok(
        hidden.some(item => item.command === id),
        id,
      );
    }
  });

  it('keeps what destroys out of the inline icons', () => {
    for (const item of Object.values(contributed.menus).flat()) {
      if (/delete|remove/i.test(item.command)) {
        assert.doesNotMatch(item.group ?? '', /^(inline|navigation)/, item.command);
      }
    }
  });

  it('refers to pictures that exist', () => {
    for (const [, path] of manifestText.matchAll(/"(media\/[^"]+\.(?:svg|png))"/g)) {
      assert.ok(path && existsSync(join(repositoryRoot, path)), path);
    }
  });
});
