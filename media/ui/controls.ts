/** The controls of all panels. The only file that knows the kit they come from; it swaps here. */
import {
  provideVSCodeDesignSystem,
  vsCodeButton,
  vsCodeDropdown,
  vsCodeOption,
  vsCodeProgressRing,
  vsCodeTextField,
} from '@vscode/webview-ui-toolkit';
import { apply, element, setAttributes } from './element';

provideVSCodeDesignSystem().register(
  vsCodeButton(),
  vsCodeDropdown(),
  vsCodeOption(),
  vsCodeProgressRing(),
  vsCodeTextField(),
);

export interface ButtonOptions {
  readonly label: string;
  readonly isPrimary?: boolean;
  readonly onClick: () => void;
}

export function button({ label, isPrimary = false, onClick }: ButtonOptions): HTMLElement {
  return apply(document.createElement('vscode-button'), {
    text: label,
    attributes: { appearance: isPrimary ? 'primary' : 'secondary' },
    on: { click: onClick },
  });
}

export interface IconButtonOptions {
  /** For screen readers and as the hover. */
  readonly label: string;
  readonly icon: SVGElement;
  readonly onClick: () => void;
}

export function iconButton({ label, icon, onClick }: IconButtonOptions): HTMLElement {
  const options = { title: label, attributes: { appearance: 'icon', 'aria-label': label }, on: { click: onClick } };
  return apply(document.createElement('vscode-button'), options, [icon]);
}

/** Says of a button that it is a switch, and whether it is on. */
export function setPressed(button: HTMLElement, isPressed: boolean): void {
  // By the property: what the attribute says the kit does not hand on to the button inside, which screen readers read.
  button.ariaPressed = String(isPressed);
}

export interface TextFieldOptions {
  readonly label: string;
  readonly value: string;
  readonly onInput: (value: string) => void;
}

/** A one-line field with its label as the placeholder. */
export function textField({ label, value, onInput }: TextFieldOptions): HTMLElement {
  const field = document.createElement('vscode-text-field') as HTMLElement & { value: string };
  field.value = value;
  field.addEventListener('input', () => onInput(field.value));
  setAttributes(field, { placeholder: label });
  // The kit calls a field without content "Text field" whenever it comes onto the page.
  const name = () => field.getAttribute('aria-label') !== label && setAttributes(field, { 'aria-label': label });
  name();
  new MutationObserver(name).observe(field, { attributeFilter: ['aria-label'] });
  return field;
}

export interface DropdownOptions<T extends string> {
  readonly label: string;
  readonly value: T;
  readonly choices: readonly { readonly value: T; readonly label: string }[];
  readonly onChange: (value: T) => void;
}

export function dropdown<T extends string>({ label, value, choices, onChange }: DropdownOptions<T>): HTMLElement {
  const box = document.createElement('vscode-dropdown') as HTMLElement & { value: string };
  setAttributes(box, { 'aria-label': label, title: label });
  for (const choice of choices) {
    const isSelected = choice.value === value ? '' : undefined;
    box.append(
      apply(document.createElement('vscode-option'), {
        text: choice.label,
        attributes: { value: choice.value, selected: isSelected },
      }),
    );
  }
  box.addEventListener('change', () => {
    const chosen = choices.find(choice => choice.value === box.value);
    if (chosen) {
      onChange(chosen.value);
    }
  });
  return box;
}

export interface ProgressControl {
  readonly element: HTMLElement;
  /** A part of 1, or undefined while the whole is not known. */
  set(part: number | undefined, text: string): void;
}

/** A line that fills, with what is being done below it. */
export function progressLine(label: string): ProgressControl {
  const fill = element('div', { class: 'progress-fill' });
  const track = element(
    'div',
    { class: 'progress-track', role: 'progressbar', attributes: { 'aria-label': label } },
    fill,
  );
  const text = element('div', { class: 'progress-text' });
  return {
    element: element('div', { class: 'progress' }, track, text),
    set: (part, words) => {
      const percent = part === undefined ? undefined : Math.round(part * 100);
      fill.style.width = `${percent ?? 0}%`;
      setAttributes(track, {
        'aria-valuemin': 0,
        'aria-valuemax': 100,
        'aria-valuenow': percent,
        'aria-valuetext': words,
      });
      text.textContent = words;
    },
  };
}
