import { type KeyRange, prefixRange } from '../../core/base/keyValue';
import { keyText } from '../../core/keyspace/keyText';
import { isKeyTarget, type KeyTarget, type PrefixTarget } from '../../host/keyTarget';
import { shortened } from '../../host/messageText';

/** What is watched: one key, or all keys that begin with a prefix. */
export type WatchScope = KeyTarget | PrefixTarget;

export function rangeOfScope(scope: WatchScope): KeyRange {
  return isKeyTarget(scope) ? { key: scope.key } : prefixRange(scope.prefix);
}

/** The key, or the prefix with an asterisk for what follows. */
export function scopeText(scope: WatchScope): string {
  return isKeyTarget(scope) ? shortened(keyText(scope.key)) : `${shortened(keyText(scope.prefix))}*`;
}

/** The part of it that tells it from others, for the title of a tab. */
export function scopeName(scope: WatchScope): string {
  const text = shortened(keyText(isKeyTarget(scope) ? scope.key : scope.prefix));
  const parts = text.split('/').filter(part => part !== '');
  return parts.at(-1) ?? text;
}

/** Where a new key of this scope begins. */
export function prefixTargetOf(scope: WatchScope): PrefixTarget {
  const { connectionId } = scope;
  return { connectionId, prefix: isKeyTarget(scope) ? scope.key : scope.prefix };
}
