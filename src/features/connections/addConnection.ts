import * as vscode from 'vscode';
import { usesTls } from '../../host/connections/endpoint';
import { askCertificates, describeTls } from './certificatesForm';
import { type ConnectionDraft, fieldsOf, suggestedName } from './connectionDraft';
import { askEndpoints, askName } from './connectionFields';
import { askConnection } from './connectionForm';
import { type FoundCluster, findClusters } from './foundClusters';
import { askChoice } from './quickInputs';
import { mapAnswer, runSteps, type Step } from './stepSequence';

/**
 * Asks for a new connection: endpoints, name, certificates where they are used, and then all of it on one page to look
 * over. Undefined when the user closes it on the way.
 */
export async function askNewConnection(otherNames: readonly string[]): Promise<ConnectionDraft | undefined> {
  const title = vscode.l10n.t('Add Connection');
  const found = await findClusters(process.env);

  const chooseSource: Step<ConnectionDraft> = async (draft, place) => {
    const answer = await askChoice<FoundCluster | 'new'>({
      ...place,
      title,
      placeholder: vscode.l10n.t('Choose what was found on this machine, or enter endpoints'),
      choices: [
        ...found.map(cluster => ({
          label: sourceName(cluster),
          iconPath: new vscode.ThemeIcon('sparkle'),
          description: cluster.draft.endpoints.join(', '),
          ...(cluster.draft.tls && { detail: describeTls(cluster.draft.tls) }),
          value: cluster,
        })),
        { label: vscode.l10n.t('Enter Endpoints…'), iconPath: new vscode.ThemeIcon('edit'), value: 'new' as const },
      ],
    });
    return mapAnswer(answer, chosen => (chosen === 'new' ? draft : { ...draft, ...chosen.draft }));
  };
  const enterEndpoints: Step<ConnectionDraft> = async (draft, place) =>
    mapAnswer(await askEndpoints({ ...place, title }, draft.endpoints), endpoints => ({ ...draft, endpoints }));
  const enterName: Step<ConnectionDraft> = async (draft, place) => {
    const name = draft.name || freeName(suggestedName(draft.endpoints), otherNames);
    return mapAnswer(await askName({ ...place, title }, name, otherNames), entered => ({ ...draft, name: entered }));
  };
  const chooseCertificates: Step<ConnectionDraft> = async (draft, place) =>
    mapAnswer(await askCertificates({ ...place, title }, draft.tls ?? {}), tls => ({ ...draft, tls }));
  const lookOver: Step<ConnectionDraft> = (draft, place) =>
    askConnection(draft, {
      place: { ...place, title },
      acceptLabel: vscode.l10n.t('Save and Connect'),
      otherNames,
    });

  const draft = await runSteps<ConnectionDraft>({ name: '', endpoints: [] }, ({ endpoints }) => [
    ...(found.length > 0 ? [chooseSource] : []),
    enterEndpoints,
    enterName,
    ...(usesTls(endpoints) ? [chooseCertificates] : []),
    lookOver,
  ]);
  return draft && fieldsOf(draft);
}

function sourceName({ source }: FoundCluster): string {
  return source === 'kubeadm'
    ? vscode.l10n.t('The etcd of this control plane')
    : vscode.l10n.t('The cluster that etcdctl is set to');
}

function freeName(name: string, taken: readonly string[]): string {
  let free = name;
  for (let number = 2; taken.includes(free); number++) {
    free = `${name} ${number}`;
  }
  return free;
}
