import { changeFilters, type EventFilter, type WatchView } from '../../src/protocol/watch';
import { actionIcons } from '../ui/actionIcons';
import { dropdown, iconButton, setPressed, textField } from '../ui/controls';
import { element, icon } from '../ui/element';
import type { WatchWords } from './words';

export interface ToolbarActions {
  readonly filter: (filter: EventFilter) => void;
  readonly pause: () => void;
  readonly resume: () => void;
  readonly clear: () => void;
  readonly putKey: () => void;
  readonly exportEvents: () => void;
  readonly follow: () => void;
}

export interface Toolbar {
  readonly element: HTMLElement;
  show(view: WatchView): void;
  setFollowing(isFollowing: boolean): void;
}

/** Milliseconds between the last key stroke in the filter and the question it leads to. */
const typingPause = 150;

/** A choice that no resource and no namespace can be called by. */
const everything = '\u0000';

/** What can be done with the list, and what it is narrowed to. */
export function createToolbar(words: WatchWords, actions: ToolbarActions): Toolbar {
  let filter: EventFilter = { text: '', change: 'all' };
  let timer: ReturnType<typeof setTimeout> | undefined;
  const change = (next: EventFilter) => {
    filter = next;
    actions.filter(next);
  };
  const pause = iconButton({ label: words.of('pause'), icon: icon(actionIcons.pause), onClick: actions.pause });
  const resume = iconButton({ label: words.of('resume'), icon: icon(actionIcons.resume), onClick: actions.resume });
  const clear = iconButton({ label: words.of('clear'), icon: icon(actionIcons.clear), onClick: actions.clear });
  const put = iconButton({ label: words.of('putKey'), icon: icon(actionIcons.add), onClick: actions.putKey });
  const save = iconButton({ label: words.of('export'), icon: icon(actionIcons.export), onClick: actions.exportEvents });
  const follow = iconButton({ label: words.of('follow'), icon: icon(actionIcons.follow), onClick: actions.follow });
  const text = textField({
    label: words.of('filter'),
    value: '',
    onInput: value => {
      clearTimeout(timer);
      timer = setTimeout(() => change({ ...filter, text: value.slice(0, 300) }), typingPause);
    },
  });
  const menus = element('div', { class: 'menus' });
  let shown = '';
  const drawMenus = ({ resources, namespaces }: WatchView) => {
    const { change: kind, resource, namespace } = filter;
    // An open menu must not be replaced under the pointer, so only when there is something new to choose.
    const next = JSON.stringify([resources, namespaces, kind, resource, namespace]);
    if (next === shown || menus.contains(document.activeElement)) {
      return;
    }
    shown = next;
    menus.replaceChildren(
      dropdown({
        label: words.of('changeFilter'),
        value: kind,
        choices: changeFilters.map(value => ({ value, label: words.of(value) })),
        onChange: value => change({ ...filter, change: value }),
      }),
      ...(resources.length === 0 && resource === undefined
        ? []
        : [
            nameMenu('resourceFilter', 'allResources', resources, resource, value => {
              const { resource: _, ...rest } = filter;
              change(value === undefined ? rest : { ...rest, resource: value });
            }),
          ]),
      ...(namespaces.length === 0 && namespace === undefined
        ? []
        : [
            nameMenu('namespaceFilter', 'allNamespaces', namespaces, namespace, value => {
              const { namespace: _, ...rest } = filter;
              change(value === undefined ? rest : { ...rest, namespace: value });
            }),
          ]),
    );
  };
  const nameMenu = (
    label: 'resourceFilter' | 'namespaceFilter',
    all: 'allResources' | 'allNamespaces',
    names: readonly string[],
    chosen: string | undefined,
    onChange: (name: string | undefined) => void,
  ) =>
    dropdown({
      label: words.of(label),
      value: chosen ?? everything,
      choices: [{ value: everything, label: words.of(all) }, ...names.map(value => ({ value, label: value }))],
      onChange: value => onChange(value === everything ? undefined : value),
    });
  return {
    element: element(
      'div',
      { class: 'toolbar', role: 'toolbar', attributes: { 'aria-label': words.of('title') } },
      element('div', { class: 'buttons' }, pause, resume, clear, put, save),
      text,
      menus,
      element('div', { class: 'buttons' }, follow),
    ),
    show: view => {
      const isFirst = shown === '';
      filter = view.filter;
      if (isFirst) {
        (text as HTMLElement & { value: string }).value = filter.text;
      }
      pause.hidden = view.isPaused;
      resume.hidden = !view.isPaused;
      put.hidden = !view.isWritable;
      drawMenus(view);
    },
    setFollowing: isFollowing => setPressed(follow, isFollowing),
  };
}
