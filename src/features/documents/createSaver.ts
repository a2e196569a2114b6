import { loadKubernetes } from '../../host/lazy';
import type { Services } from '../../host/services';
import { createAskToReplace } from './askToReplace';
import { confirmPlaintext } from './confirmPlaintext';
import { isKubernetesObject, isObjectKey } from './documentFormat';
import { DocumentSaver } from './documentSaver';
import { type Memory, SaveWarning } from './saveWarning';

/** The saver of this window, with its questions to the user. Loaded with the first save. */
export function createSaver({ atRest, connections, log }: Services, memory: Memory | undefined): DocumentSaver {
  const warning = new SaveWarning(connections, memory);
  return new DocumentSaver({
    askToReplace: createAskToReplace(connections, error => log.error('Reloading a document', error)),
    loadCodec: loadKubernetes,
    atRest,
    confirmPlaintext: target => confirmPlaintext(connections, target),
    confirmWrite: async (target, value) => {
      const { key } = target;
      const isMeant = isObjectKey(key) || isKubernetesObject((await loadKubernetes()).decodeValue(key, value));
      if (isMeant && warning.isNeeded(target)) {
        await warning.ask(target);
      }
    },
  });
}
