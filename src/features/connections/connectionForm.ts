import * as vscode from 'vscode';
import { askConfigurationFile } from '../../host/atRest/askConfigurationFile';
import { usesTls } from '../../host/connections/endpoint';
import { askCertificates, describeTls } from './certificatesForm';
import type { ConnectionDraft } from './connectionDraft';
import { askColor, askDelimiter, askEndpoints, askLabel, askName, askUsername } from './connectionFields';
import { askPluginName, askSocket, withPlugin } from './kmsPluginQuestions';
import { askChoice, type Choice, separator } from './quickInputs';
import { type Answer, type FormAnswer, mapAnswer, type StepPlace } from './stepSequence';

type Field = keyof ConnectionDraft;
type Action = 'done' | Field;

export interface FormOptions {
  readonly place: StepPlace;
  /** Of the row that accepts the form. */
  readonly acceptLabel: string;
  readonly otherNames: readonly string[];
}

/**
 * All fields of a connection in one list: a mark flips when chosen, every other row asks for its field and comes back.
 * Answers the draft once its first row is chosen.
 */
export async function askConnection(
  draft: ConnectionDraft,
  options: FormOptions,
): Promise<FormAnswer<ConnectionDraft>> {
  let current = draft;
  let active: Action = 'done';
  for (;;) {
    const answer: Answer<Action> = await askChoice<Action>({
      ...options.place,
      placeholder: vscode.l10n.t('Choose what to change'),
      choices: choicesOf(current, options.acceptLabel),
      active,
    });
    if (answer === undefined) {
      return undefined;
    }
    if (answer === 'back') {
      return { backWith: current };
    }
    active = answer.value;
    if (active === 'done') {
      return { value: current };
    }
    const changed = await askField(active, current, options);
    // Closing the question of a field leaves that field alone, not the form.
    if (changed !== undefined && changed !== 'back') {
      current = { ...current, ...('value' in changed ? changed.value : changed.backWith) };
    }
  }
}

function choicesOf(draft: ConnectionDraft, acceptLabel: string): readonly (Choice<Action> | vscode.QuickPickItem)[] {
  const row = (value: Action, label: string, icon: string, description: string): Choice<Action> => ({
    label,
    iconPath: new vscode.ThemeIcon(icon),
    description,
    value,
  });
  const mark = (value: Action, label: string, isOn: boolean | undefined, meaning: string): Choice<Action> => ({
    label,
    iconPath: new vscode.ThemeIcon(isOn ? 'pass-filled' : 'circle-large-outline'),
    description: isOn ? vscode.l10n.t('on') : vscode.l10n.t('off'),
    detail: meaning,
    value,
  });
  const none = vscode.l10n.t('none');
  return [
    { label: acceptLabel, iconPath: new vscode.ThemeIcon('check'), value: 'done' },
    separator(vscode.l10n.t('Cluster')),
    row('endpoints', vscode.l10n.t('Endpoints…'), 'globe', draft.endpoints.join(', ')),
    row('name', vscode.l10n.t('Name…'), 'edit', draft.name),
    ...(usesTls(draft.endpoints)
      ? [row('tls', vscode.l10n.t('Certificates…'), 'verified', describeTls(draft.tls ?? {}))]
      : []),
    row('username', vscode.l10n.t('User…'), 'person', draft.username || none),
    separator(vscode.l10n.t('Safety')),
    mark(
      'readOnly',
      vscode.l10n.t('Read-only'),
      draft.readOnly,
      vscode.l10n.t('Refuses every write on this connection'),
    ),
    mark(
      'production',
      vscode.l10n.t('Production'),
      draft.production,
      vscode.l10n.t('Shown in the view; deleting asks for more'),
    ),
    separator(vscode.l10n.t('Encryption at rest')),
    row(
      'encryptionConfigurationFile',
      vscode.l10n.t('EncryptionConfiguration…'),
      'lock',
      draft.encryptionConfigurationFile ?? none,
    ),
    row('kmsPlugins', vscode.l10n.t('KMS Plugins…'), 'plug', Object.keys(draft.kmsPlugins ?? {}).join(', ') || none),
    separator(vscode.l10n.t('View')),
    row('color', vscode.l10n.t('Color…'), 'symbol-color', draft.color ?? vscode.l10n.t('default')),
    row('label', vscode.l10n.t('Label…'), 'tag', draft.label || none),
    row('delimiter', vscode.l10n.t('Delimiter…'), 'list-tree', describeDelimiter(draft.delimiter)),
    mark(
      'connectOnStart',
      vscode.l10n.t('Connect on start'),
      draft.connectOnStart,
      vscode.l10n.t('Connects as soon as the view is first shown'),
    ),
  ];
}

function describeDelimiter(delimiter: string | undefined): string {
  if (delimiter === undefined) {
    return vscode.l10n.t('as in the settings');
  }
  return delimiter === '' ? vscode.l10n.t('no levels') : delimiter;
}

async function askField(
  field: Field,
  draft: ConnectionDraft,
  { place: { title }, otherNames }: FormOptions,
): Promise<FormAnswer<Partial<ConnectionDraft>>> {
  const place: StepPlace = { title, canGoBack: true };
  switch (field) {
    case 'endpoints':
      return mapAnswer(await askEndpoints(place, draft.endpoints), endpoints => ({ endpoints }));
    case 'name':
      return mapAnswer(await askName(place, draft.name, otherNames), name => ({ name }));
    case 'tls':
      return mapAnswer(await askCertificates(place, draft.tls ?? {}), tls => ({ tls }));
    case 'username':
      return mapAnswer(await askUsername(place, draft.username ?? ''), username => ({ username }));
    case 'encryptionConfigurationFile': {
      const answer = await askConfigurationFile({
        title,
        placeHolder: vscode.l10n.t('Encrypted values open and are saved with its keys'),
        files: [draft.encryptionConfigurationFile],
        without: { label: `$(circle-slash) ${vscode.l10n.t('Without a Configuration')}` },
      });
      return answer && { value: { encryptionConfigurationFile: answer.file } };
    }
    case 'kmsPlugins': {
      const { kmsPlugins } = draft;
      const name = await askPluginName(title, Object.keys(kmsPlugins ?? {}));
      const socket = name && (await askSocket(title, name, kmsPlugins?.[name] ?? ''));
      return name && socket !== undefined ? { value: { kmsPlugins: withPlugin(kmsPlugins, name, socket) } } : undefined;
    }
    case 'color':
      return askColor(place, draft.color);
    case 'label':
      return mapAnswer(await askLabel(place, draft.label ?? ''), label => ({ label }));
    case 'delimiter':
      return askDelimiter(place, draft.delimiter);
    case 'readOnly':
    case 'production':
    case 'connectOnStart':
      return { value: { [field]: !draft[field] } };
  }
}
