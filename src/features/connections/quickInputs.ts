import * as vscode from 'vscode';
import type { Answer, StepPlace } from './stepSequence';

export interface TextQuestion extends StepPlace {
  readonly value?: string;
  readonly prompt: string;
  readonly placeholder?: string;
  /** What is wrong with the text, in a sentence; undefined to accept it. */
  readonly validate?: (value: string) => string | undefined;
}

/** Asks for a line of text. Nothing is called wrong before the user is done with it. */
export function askText(question: TextQuestion): Promise<Answer<string>> {
  const input = vscode.window.createInputBox();
  input.value = question.value ?? '';
  input.prompt = question.prompt;
  input.placeholder = question.placeholder;
  input.onDidChangeValue(value => {
    if (input.validationMessage) {
      input.validationMessage = question.validate?.(value);
    }
  });
  return answer(input, question, settle =>
    input.onDidAccept(() => {
      input.validationMessage = question.validate?.(input.value);
      if (!input.validationMessage) {
        settle({ value: input.value });
      }
    }),
  );
}

export interface Choice<T> extends vscode.QuickPickItem {
  readonly value: T;
  /** What its one button stands for. */
  readonly buttonValue?: T;
}

/** A line between choices. */
export function separator(label: string): vscode.QuickPickItem {
  return { label, kind: vscode.QuickPickItemKind.Separator };
}

export interface ChoiceQuestion<T> extends StepPlace {
  readonly placeholder?: string;
  readonly choices: readonly (Choice<T> | vscode.QuickPickItem)[];
  /** The value of the choice to begin at. */
  readonly active?: T;
}

export function askChoice<T>(question: ChoiceQuestion<T>): Promise<Answer<T>> {
  const pick = vscode.window.createQuickPick<Choice<T> | vscode.QuickPickItem>();
  pick.placeholder = question.placeholder;
  pick.items = question.choices;
  pick.matchOnDescription = true;
  pick.matchOnDetail = true;
  const active = question.choices.find(choice => isChoice<T>(choice) && choice.value === question.active);
  if (active !== undefined) {
    pick.activeItems = [active];
  }
  return answer(pick, question, settle => {
    pick.onDidTriggerItemButton(({ item }) => {
      if (isChoice<T>(item) && item.buttonValue !== undefined) {
        settle({ value: item.buttonValue });
      }
    });
    pick.onDidAccept(() => {
      const [chosen] = pick.selectedItems;
      if (chosen !== undefined && isChoice<T>(chosen)) {
        settle({ value: chosen.value });
      }
    });
  });
}

function isChoice<T>(item: Choice<T> | vscode.QuickPickItem): item is Choice<T> {
  return 'value' in item;
}

/** Shows an input and waits for it. It stays when the focus goes elsewhere, so that a path can be looked up meanwhile. */
async function answer<T>(
  input: vscode.InputBox | vscode.QuickPick<vscode.QuickPickItem>,
  place: StepPlace,
  listen: (settle: (answer: Answer<T>) => void) => void,
): Promise<Answer<T>> {
  input.title = place.title;
  input.step = place.step;
  input.totalSteps = place.totalSteps;
  input.ignoreFocusOut = true;
  if (place.canGoBack) {
    input.buttons = [vscode.QuickInputButtons.Back];
  }
  try {
    return await new Promise<Answer<T>>(settle => {
      listen(settle);
      input.onDidTriggerButton(() => settle('back'));
      input.onDidHide(() => settle(undefined));
      input.show();
    });
  } finally {
    input.dispose();
  }
}
