import * as vscode from 'vscode';
import { type ConnectionColor, connectionColors } from '../../host/connections/connection';
import { type EndpointProblem, parseEndpoint, splitEndpoints } from '../../host/connections/endpoint';
import { shortened, withoutLinks } from '../../host/messageText';
import { askChoice, askText } from './quickInputs';
import { type Answer, mapAnswer, type StepPlace } from './stepSequence';

/** The questions for the single fields of a connection. */

export async function askEndpoints(place: StepPlace, current: readonly string[]): Promise<Answer<readonly string[]>> {
  const answer = await askText({
    ...place,
    value: current.join(', '),
    prompt: vscode.l10n.t('Client URLs of the members, separated by commas. One of a cluster is enough.'),
    placeholder: 'https://127.0.0.1:2379',
    validate: endpointsProblem,
  });
  return mapAnswer(answer, text => [
    ...new Set(
      splitEndpoints(text).flatMap(part => {
        const result = parseEndpoint(part);
        return 'endpoint' in result ? [result.endpoint] : [];
      }),
    ),
  ]);
}

function endpointsProblem(text: string): string | undefined {
  const parts = splitEndpoints(text);
  if (parts.length === 0) {
    return vscode.l10n.t('Enter at least one endpoint, such as {0}.', 'https://127.0.0.1:2379');
  }
  const schemes = new Set<string>();
  for (const part of parts) {
    const result = parseEndpoint(part);
    if ('problem' in result) {
      return withoutLinks(endpointProblemText(result.problem, shortened(part)));
    }
    schemes.add(result.endpoint.slice(0, result.endpoint.indexOf(':')));
  }
  return schemes.size > 1 ? vscode.l10n.t('Use either https:// or http:// for all endpoints.') : undefined;
}

function endpointProblemText(problem: EndpointProblem, endpoint: string): string {
  switch (problem) {
    case 'noScheme':
    case 'unknownScheme':
      return vscode.l10n.t('{0} must begin with https:// or http://.', endpoint);
    case 'noHost':
      return vscode.l10n.t('{0} has no valid host and port.', endpoint);
    case 'badPort':
      return vscode.l10n.t('{0} must have a port between 1 and 65535.', endpoint);
    case 'credentialsInside':
      return vscode.l10n.t(
        'Leave out what stands before the @: the user has a field of its own, the password is asked for.',
      );
    case 'moreThanHostAndPort':
      return vscode.l10n.t('{0} must end after the port.', endpoint);
  }
}

/** `otherNames` are those of the other connections. */
export async function askName(
  place: StepPlace,
  current: string,
  otherNames: readonly string[],
): Promise<Answer<string>> {
  const answer = await askText({
    ...place,
    value: current,
    prompt: vscode.l10n.t('The name shown in the view'),
    placeholder: vscode.l10n.t('staging'),
    validate: value => {
      const name = value.trim();
      if (name === '') {
        return vscode.l10n.t('Enter a name.');
      }
      return otherNames.includes(name) ? vscode.l10n.t('Another connection has this name.') : undefined;
    },
  });
  return mapAnswer(answer, name => name.trim());
}

/** An empty answer stands for no user. */
export async function askUsername(place: StepPlace, current: string): Promise<Answer<string>> {
  const answer = await askText({
    ...place,
    value: current,
    prompt: vscode.l10n.t(
      'User to log in as; empty where authentication is off. The password is asked for when connecting.',
    ),
    placeholder: 'root',
  });
  return mapAnswer(answer, name => name.trim());
}

export async function askLabel(place: StepPlace, current: string): Promise<Answer<string>> {
  const mostLength = 24;
  const answer = await askText({
    ...place,
    value: current,
    prompt: vscode.l10n.t('A short word shown beside the name; empty for none'),
    placeholder: vscode.l10n.t('staging'),
    validate: value =>
      value.trim().length > mostLength ? vscode.l10n.t('Use {0} characters at most.', mostLength) : undefined,
  });
  return mapAnswer(answer, label => label.trim());
}

/** Undefined stands for the colour that the connection has by itself. */
export async function askColor(
  place: StepPlace,
  current: ConnectionColor | undefined,
): Promise<Answer<{ readonly color: ConnectionColor | undefined }>> {
  const names: Readonly<Record<ConnectionColor, string>> = {
    red: vscode.l10n.t('Red'),
    orange: vscode.l10n.t('Orange'),
    yellow: vscode.l10n.t('Yellow'),
    green: vscode.l10n.t('Green'),
    blue: vscode.l10n.t('Blue'),
    purple: vscode.l10n.t('Purple'),
  };
  const answer = await askChoice<ConnectionColor | 'none'>({
    ...place,
    placeholder: vscode.l10n.t('Color of the icon in the view'),
    active: current ?? 'none',
    choices: [
      {
        label: vscode.l10n.t('Default'),
        description: vscode.l10n.t('Red for production, none otherwise'),
        value: 'none',
      },
      ...connectionColors.map(color => ({
        label: names[color],
        iconPath: new vscode.ThemeIcon('circle-filled', new vscode.ThemeColor(`charts.${color}`)),
        value: color,
      })),
    ],
  });
  return mapAnswer(answer, color => ({ color: color === 'none' ? undefined : color }));
}

/** Undefined stands for the common setting, an empty delimiter for a flat list. */
export async function askDelimiter(
  place: StepPlace,
  current: string | undefined,
): Promise<Answer<{ readonly delimiter: string | undefined }>> {
  const kind = await askChoice<'common' | 'own' | 'flat'>({
    ...place,
    placeholder: vscode.l10n.t('How keys are cut into levels'),
    active: current === undefined ? 'common' : current === '' ? 'flat' : 'own',
    choices: [
      { label: vscode.l10n.t('As in the Settings'), description: 'etcdscope.delimiter', value: 'common' },
      { label: vscode.l10n.t('Own Delimiter…'), description: current || undefined, value: 'own' },
      { label: vscode.l10n.t('No Levels'), description: vscode.l10n.t('A flat list of keys'), value: 'flat' },
    ],
  });
  if (kind === undefined || kind === 'back') {
    return kind;
  }
  if (kind.value !== 'own') {
    return { value: { delimiter: kind.value === 'flat' ? '' : undefined } };
  }
  const mostLength = 16;
  const answer = await askText({
    ...place,
    value: current ?? '',
    prompt: vscode.l10n.t('One or more characters'),
    placeholder: '/',
    validate: value =>
      value === '' || value.length > mostLength ? vscode.l10n.t('Use 1 to {0} characters.', mostLength) : undefined,
  });
  return mapAnswer(answer, delimiter => ({ delimiter }));
}
