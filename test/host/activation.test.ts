import assert from 'node:assert/strict';
import { join } from 'node:path';
import * as vscode from 'vscode';

const identifier = 'etcdscope.etcdscope';

describe('activation', () => {
  it('activates without an error', async () => {
    const extension = vscode.extensions.getExtension(identifier);
    assert.ok(extension, `${identifier} is not loaded`);
    await extension.activate();
    assert.equal(extension.isActive, true);
  });

  it('runs the files that this run is about', () => {
    const extension = vscode.extensions.getExtension(identifier);
    assert.ok(extension);
    const repository = join(__dirname, '../../../..');
    const isDevelopment = process.env.ETCDSCOPE_HOST_EXTENSION !== 'packaged';
    assert.equal(extension.extensionPath === repository, isDevelopment, extension.extensionPath);
  });
});
