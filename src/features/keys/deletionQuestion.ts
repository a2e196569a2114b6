import * as vscode from 'vscode';
import { bytesFromText, startsWithBytes } from '../../core/base/bytes';
import { registryPrefixes } from '../../core/kubernetes/registryPath';
import type { ConnectionConfiguration } from '../../host/connections/connection';
import { shortened } from '../../host/messageText';

/** The line of a question that says which cluster it is about. */
export function connectionLine({ name, endpoints, production }: ConnectionConfiguration): string {
  const where = `${shortened(name)} (${shortened(endpoints.join(', '))})`;
  return production ? vscode.l10n.t('PRODUCTION: {0}', where) : vscode.l10n.t('Connection: {0}', where);
}

/** What deleting an object of Kubernetes behind the API server's back means; undefined for other keys. */
export function kubernetesLine(keyOrPrefix: Uint8Array): string | undefined {
  return registryPrefixes.some(prefix => startsWithBytes(keyOrPrefix, bytesFromText(`${prefix}/`)))
    ? vscode.l10n.t(
        'This is the state of a Kubernetes cluster. Deleting it here bypasses the API server: no finalizers, no admission, no garbage collection.',
      )
    : undefined;
}
