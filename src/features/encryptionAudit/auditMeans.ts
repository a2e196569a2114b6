import { kubernetesAuditOptions } from '../../core/kubernetesAudit';
import { readConfiguration } from '../../host/atRest/readConfiguration';
import { loadKubernetes } from '../../host/lazy';
import type { Services } from '../../host/services';
import type { AuditMeans, AuditRequest } from './auditRun';

/** What an audit reads: the connection's keys, and the configuration file where one was chosen. */
export async function auditMeans(
  { atRest, connections }: Pick<Services, 'atRest' | 'connections'>,
  { connectionId, configurationFile, registries }: AuditRequest,
): Promise<AuditMeans> {
  const configuration = configurationFile === undefined ? undefined : await readConfiguration(configurationFile);
  const [reader, { decodeValue }] = await Promise.all([connections.reader(connectionId), loadKubernetes()]);
  return {
    reader,
    ...(configuration && { configuration }),
    options: {
      ...kubernetesAuditOptions(decodeValue, registries),
      kmsDecrypt: atRest.kmsDecrypt(connectionId),
      kmsKeyId: atRest.kmsKeyId(connectionId),
    },
  };
}
