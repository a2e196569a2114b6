import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startDemoEtcd } from '../support/demo/demoEtcd';
import type { RunningEtcd } from '../support/etcd';
import { repositoryRoot } from '../support/repositoryRoot';
import { waitForEditorText } from './support/editor';
import { enterText, quickInput, runCommand } from './support/quickInput';
import { expandRow, openViewContainer, treeRow } from './support/tree';
import { useWorkbench } from './support/workbench';

const compressed = join(repositoryRoot, 'test/fixtures/kubernetes-a/encryption.yaml.gz');

describe('reading an encrypted Secret', () => {
  let directory: string;
  let etcd: RunningEtcd;

  before(async function () {
    this.timeout(120_000);
    directory = await mkdtemp(join(tmpdir(), 'etcdscope-decrypt-'));
    etcd = await startDemoEtcd(directory);
    await writeFile(join(directory, 'encryption.yaml'), gunzipSync(readFileSync(compressed)), { mode: 0o600 });
  });
  after(async () => {
    await etcd?.stop();
    await rm(directory, { recursive: true, force: true });
  });

  for (const theme of ['dark', 'light', 'highContrast'] as const) {
    describe(theme, () => {
      const workbench = useWorkbench(() => ({
        theme,
        settings: {
          'etcdscope.connections': [
            { id: 'cluster', name: 'kubernetes-a', endpoints: etcd.endpoints, connectOnStart: true },
          ],
          'files.simpleDialog.enable': true,
          'workbench.tree.enableStickyScroll': false,
        },
      }));
      const lens = (text: string) => workbench().page.locator('.codelens-decoration a').filter({ hasText: text });
      const status = (text: string) =>
        workbench().page.locator('.part.statusbar .statusbar-item').filter({ hasText: text });

      it('is closed at first, and says what it needs', async () => {
        const { page, screenshot } = workbench();
        await openViewContainer(page, 'etcd');
        await treeRow(page, 'kubernetes-a').waitFor();
        await runCommand(page, 'etcd: Go to Key…');
        await enterText(page, '/registry/secrets/');
        await expandRow(treeRow(page, 'shop'));
        await treeRow(page, 'cbc2-opaque').click();
        await waitForEditorText(page, 'A value encrypted at rest by aescbc v1');
        await lens('Choose EncryptionConfiguration…').waitFor();
        await status('Locked: cbc.key-b').waitFor();
        await screenshot(`encrypted secret ${theme}`);
      });

      it('opens once the file is chosen, marked as decrypted', async () => {
        const { page, screenshot } = workbench();
        await lens('Choose EncryptionConfiguration…').click();
        // The dialog writes its own path into the input before it lists what is there.
        await quickInput(page).locator('.monaco-list-row').first().waitFor();
        const input = quickInput(page).locator('input.input, .monaco-inputbox input').first();
        await input.fill(join(directory, 'encryption.yaml'));
        await quickInput(page).getByText('snapshot.db').waitFor();
        await quickInput(page).getByRole('button', { name: 'Choose' }).click();
        await quickInput(page).getByText('Call It at /run/kms/lab.sock').waitFor();
        await screenshot(`kms plugin question ${theme}`);
        await page.keyboard.press('Enter');
        await waitForEditorText(page, 'kind: Secret');
        await lens("Decrypted locally from the key 'cbc.key-b' (aescbc v1)").waitFor();
        await status('Decrypted: cbc.key-b').waitFor();
        await page.mouse.move(600, 500);
        await screenshot(`decrypted secret ${theme}`, { inDocs: theme === 'dark' });
      });

      it('says that a plugin is not there', async () => {
        const { page, screenshot } = workbench();
        await treeRow(page, 'kms-opaque').click();
        await waitForEditorText(page, 'There is no socket /run/kms/lab.sock');
        await lens("Set KMS Plugin 'lab-kms'…").waitFor();
        await screenshot(`kms plugin missing ${theme}`);
        assert.equal(await lens('Choose EncryptionConfiguration').count(), 0);
      });
    });
  }
});
