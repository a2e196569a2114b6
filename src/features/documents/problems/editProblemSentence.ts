import type { EditProblem, ExpectedType } from '../../../core/kubernetes';
import type { Localization } from '../../../host/errorSentenceTable';
import { shortened } from '../../../host/messageText';

/** What keeps a text from being stored, in one sentence for the place where it stands. */
export function editProblemSentence(problem: EditProblem, l10n: Localization): string {
  const field = shortened(problem.path);
  switch (problem.code) {
    case 'syntax':
      return l10n.t('This cannot be read as an object: a word, a bracket or the indentation is not as it has to be.');
    case 'severalDocuments':
      return l10n.t('A key holds one object; here a second document begins.');
    case 'notAnObject':
      return l10n.t('An object with apiVersion and kind belongs here.');
    case 'tooLarge':
      return l10n.t('The text is too large to be stored as an object.');
    case 'tooDeep':
      return l10n.t('This is nested deeper than an object may be.');
    case 'duplicateKey':
      return l10n.t("'{field}' is here twice.", { field });
    case 'unknownField':
      return unknownField(field, problem.suggestion, l10n);
    case 'wrongType':
      return l10n.t("'{field}' has to be {type}.", { field, type: typeName(problem.expected, l10n) });
    case 'outOfRange':
      return l10n.t("'{field}' is beyond what this field can hold.", { field });
    case 'badQuantity':
      return l10n.t("'{field}' has to be a quantity, such as 100m, 1.5 or 2Gi.", { field });
    case 'badTime':
      return l10n.t("'{field}' has to be a time, such as 2026-01-31T12:00:00Z.", { field });
    case 'badDuration':
      return l10n.t("'{field}' has to be a duration, such as 1h30m or 15s.", { field });
    case 'badBase64':
      return l10n.t("'{field}' has to be base64.", { field });
    case 'missingKind':
      return l10n.t('The object has no kind.');
    case 'missingApiVersion':
      return l10n.t('The object has no apiVersion.');
    case 'kindChanged':
      return l10n.t('The kind of a stored object cannot be changed.');
    case 'apiVersionChanged':
      return l10n.t('The apiVersion of a stored object cannot be changed.');
    case 'nameMismatch':
      return l10n.t('The name has to be the one in the key.');
    case 'namespaceMismatch':
      return l10n.t('The namespace has to be the one in the key.');
    case 'notEditable':
      return l10n.t('This value cannot be written as an object.');
  }
}

function unknownField(field: string, suggestion: string | undefined, l10n: Localization): string {
  return suggestion === undefined
    ? l10n.t("There is no field '{field}'.", { field })
    : l10n.t("There is no field '{field}'. Is '{suggestion}' meant?", { field, suggestion });
}

function typeName(expected: ExpectedType | undefined, l10n: Localization): string {
  switch (expected) {
    case 'object':
      return l10n.t('an object');
    case 'list':
      return l10n.t('a list');
    case 'string':
      return l10n.t('a text, in quotes where it reads as something else');
    case 'boolean':
      return l10n.t('true or false');
    case 'wholeNumber':
      return l10n.t('a whole number');
    case 'number':
      return l10n.t('a number');
    case 'numberOrString':
      return l10n.t('a whole number or a text');
    case 'quantity':
      return l10n.t('a quantity');
    case 'time':
      return l10n.t('a time');
    case 'duration':
      return l10n.t('a duration');
    case 'base64':
      return l10n.t('base64');
    case 'objectOrBoolean':
      return l10n.t('an object, true or false');
    case 'objectOrList':
      return l10n.t('an object or a list');
    case undefined:
      return l10n.t('of another type');
  }
}
