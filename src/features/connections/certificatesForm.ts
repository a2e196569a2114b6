import { dirname } from 'node:path';
import * as vscode from 'vscode';
import { type TlsDraft, usualKeyFiles } from './connectionDraft';
import { isReadable } from './foundClusters';
import { askChoice, askText, type Choice, separator } from './quickInputs';
import { type Answer, acceptedValue, type FormAnswer, type StepPlace } from './stepSequence';

const fileFields = ['caFile', 'certificateFile', 'keyFile'] as const;
type FileField = (typeof fileFields)[number];
type Field = FileField | 'serverName';
type Action = 'done' | Field | `clear ${Field}`;

/** Asks for certificates, key and server name in one list, which stays until its first row is chosen. */
export async function askCertificates(place: StepPlace, current: TlsDraft): Promise<FormAnswer<TlsDraft>> {
  let tls = current;
  let active: Action = 'done';
  for (;;) {
    const answer: Answer<Action> = await askChoice<Action>({
      ...place,
      placeholder: isHalfPair(tls)
        ? vscode.l10n.t('A client certificate and its key are needed together')
        : vscode.l10n.t('Choose what the cluster asks for, or continue'),
      choices: choicesOf(tls),
      active,
    });
    if (answer === undefined) {
      return undefined;
    }
    if (answer === 'back') {
      return { backWith: tls };
    }
    active = answer.value;
    if (active === 'done') {
      if (!isHalfPair(tls)) {
        return { value: tls };
      }
      active = tls.keyFile === undefined ? 'keyFile' : 'certificateFile';
    }
    tls = await change(tls, active, place.title);
    if (active !== 'serverName' && isComplete(tls)) {
      active = 'done';
    }
  }
}

/** A few words on what was chosen. */
export function describeTls(tls: TlsDraft): string {
  const parts = [
    tls.caFile !== undefined ? vscode.l10n.t('own CA') : vscode.l10n.t('CAs that this machine trusts'),
    tls.certificateFile !== undefined ? vscode.l10n.t('client certificate') : undefined,
    tls.serverName !== undefined ? vscode.l10n.t('server name {0}', tls.serverName) : undefined,
  ];
  return parts.filter(part => part !== undefined).join(', ');
}

function choicesOf(tls: TlsDraft): readonly (Choice<Action> | vscode.QuickPickItem)[] {
  const clear: vscode.QuickInputButton = { iconPath: new vscode.ThemeIcon('close'), tooltip: vscode.l10n.t('Clear') };
  const row = (field: Field, label: string, icon: string, whenEmpty: string): Choice<Action> => {
    const value = tls[field];
    return {
      label,
      iconPath: new vscode.ThemeIcon(icon),
      description: value ?? whenEmpty,
      value: field,
      ...(value !== undefined && { buttons: [clear], buttonValue: `clear ${field}` }),
    };
  };
  const none = vscode.l10n.t('none');
  return [
    { label: vscode.l10n.t('Continue'), iconPath: new vscode.ThemeIcon('arrow-right'), value: 'done' },
    separator(vscode.l10n.t('To trust the server')),
    row('caFile', vscode.l10n.t('CA Certificate…'), 'verified', vscode.l10n.t('those that this machine trusts')),
    row('serverName', vscode.l10n.t('Server Name…'), 'server', vscode.l10n.t('the host of the endpoint')),
    separator(vscode.l10n.t('To be trusted by the server')),
    row('certificateFile', vscode.l10n.t('Client Certificate…'), 'file', none),
    row('keyFile', vscode.l10n.t('Client Key…'), 'key', none),
  ];
}

function isHalfPair({ certificateFile, keyFile }: TlsDraft): boolean {
  return (certificateFile === undefined) !== (keyFile === undefined);
}

function isComplete({ caFile, certificateFile, keyFile }: TlsDraft): boolean {
  return caFile !== undefined && certificateFile !== undefined && keyFile !== undefined;
}

async function change(tls: TlsDraft, action: Exclude<Action, 'done'>, title: string): Promise<TlsDraft> {
  switch (action) {
    case 'serverName': {
      const answer = await askText({
        title,
        canGoBack: true,
        value: tls.serverName ?? '',
        prompt: vscode.l10n.t('The name in the server certificate, where it is not the host of the endpoint'),
        placeholder: 'etcd.example.com',
      });
      const name = acceptedValue(answer);
      return name === undefined ? tls : { ...tls, serverName: name.trim() || undefined };
    }
    case 'caFile':
    case 'certificateFile':
    case 'keyFile': {
      const path = await chooseFile(action, tls);
      return path === undefined ? tls : withUsualKey({ ...tls, [action]: path });
    }
    case 'clear caFile':
      return { ...tls, caFile: undefined };
    case 'clear serverName':
      return { ...tls, serverName: undefined };
    case 'clear certificateFile':
      return { ...tls, certificateFile: undefined };
    case 'clear keyFile':
      return { ...tls, keyFile: undefined };
  }
}

async function chooseFile(field: FileField, tls: TlsDraft): Promise<string | undefined> {
  const titles: Readonly<Record<FileField, string>> = {
    caFile: vscode.l10n.t('Choose the CA Certificate of the Cluster'),
    certificateFile: vscode.l10n.t('Choose the Client Certificate'),
    keyFile: vscode.l10n.t('Choose the Key of the Client Certificate'),
  };
  const nearby = tls[field] ?? tls.certificateFile ?? tls.caFile;
  const [file] =
    (await vscode.window.showOpenDialog({
      title: titles[field],
      openLabel: vscode.l10n.t('Choose'),
      ...(nearby !== undefined && { defaultUri: vscode.Uri.file(dirname(nearby)) }),
      filters: {
        [vscode.l10n.t('Certificates and keys')]: ['pem', 'crt', 'cer', 'cert', 'key'],
        [vscode.l10n.t('All files')]: ['*'],
      },
    })) ?? [];
  return file?.fsPath;
}

/** Fills in the key beside a certificate where it lies at one of the usual places. */
async function withUsualKey(tls: TlsDraft): Promise<TlsDraft> {
  if (tls.certificateFile !== undefined && tls.keyFile === undefined) {
    for (const keyFile of usualKeyFiles(tls.certificateFile)) {
      if (await isReadable(keyFile)) {
        return { ...tls, keyFile };
      }
    }
  }
  return tls;
}
