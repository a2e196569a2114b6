import { bytesFromText, equalBytes, textFromBytes } from '../../base/bytes';
import { isJsonObject, type JsonObject, type JsonValue } from '../json';
import { describeRegistryKey, registryPrefixes } from '../registryPath';
import { isKnownKind, kindOfResource, type ObjectName, placesOf } from './objectKinds';
import { type FieldRule, nameFields, objectFields } from './referenceRules';

export type FieldPath = readonly (string | number)[];

/** A place in an object that names another object. */
export interface Reference extends ObjectName {
  /** Of the text that is the name. */
  readonly path: FieldPath;
  /** Of the field that makes it a reference: the same, or that of an object around the name. */
  readonly field: FieldPath;
  /** The keys that the other object may have, the likeliest first; at least one. */
  readonly keys: readonly Uint8Array[];
  /** Whether it is as likely that nothing is meant: to be passed over in silence where no such key exists. */
  readonly isGuess: boolean;
}

export interface ReferenceContext {
  /** The object's own key, which tells below which prefix the others are. */
  readonly key: Uint8Array;
}

/** References of one object; status lists of a large application may have some thousands. */
const mostReferences = 5000;
/** Levels of nesting, as many as decoding allows. */
const mostNesting = 200;

/** OpenShift keeps Kubernetes' own objects below the first, its own below the second. */
const openShiftPrefixes: readonly string[] = ['/kubernetes.io', '/openshift.io'];

/**
 * The keys that an object's fields mean, in the order of the object: owners, nodes, volumes, accounts, namespaces and the
 * others of referenceRules.ts, and whatever says `kind` and `name`. Whether the keys exist is not known here.
 *
 * @returns none for an object whose key does not tell the registry's prefix.
 */
export function referencesOf(object: JsonValue, { key }: ReferenceContext): readonly Reference[] {
  if (!isJsonObject(object)) {
    return [];
  }
  return new ReferenceCollector(object, key).collect();
}

class ReferenceCollector {
  private readonly references: Reference[] = [];
  private readonly path: (string | number)[] = [];
  private readonly kind: string;
  private readonly group: string | undefined;
  private readonly namespace: string | undefined;
  private readonly prefixes: readonly string[];

  constructor(
    private readonly object: JsonObject,
    private readonly key: Uint8Array,
  ) {
    const metadata = isJsonObject(object.metadata) ? object.metadata : {};
    this.kind = textOf(object.kind) ?? '';
    this.group = groupOfVersion(textOf(object.apiVersion));
    this.namespace = textOf(metadata.namespace);
    const name = textOf(metadata.name) ?? '';
    this.prefixes = prefixesAround(key, { kind: this.kind, group: this.group, namespace: this.namespace, name });
  }

  collect(): readonly Reference[] {
    if (this.prefixes.length > 0) {
      this.addDefinition();
      this.visitObject(this.object);
    }
    return this.references;
  }

  /** The kind of a custom resource names its CustomResourceDefinition, whose name is in the key. */
  private addDefinition(): void {
    const { resource, group, what } = describeRegistryKey(this.key) ?? {};
    if (what === 'customResource' && group !== undefined) {
      const name = `${resource}.${group}`;
      this.add(['kind'], ['kind'], { kind: 'CustomResourceDefinition', group: 'apiextensions.k8s.io', name }, true);
    }
  }

  private visit(value: JsonValue): void {
    if (this.path.length > mostNesting || this.references.length >= mostReferences) {
      return;
    }
    if (isJsonObject(value)) {
      this.visitTyped(value);
      this.visitObject(value);
    } else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) {
        this.within(index, () => this.visit(item));
      }
    }
  }

  private visitObject(object: JsonObject): void {
    for (const [field, value] of Object.entries(object)) {
      if (!this.isOpaque(field)) {
        this.within(field, () => {
          this.applyRules(field, value, object);
          this.visit(value);
        });
      }
    }
  }

  /** Who wrote which field, and what belongs to the users of a Secret or ConfigMap: no names of objects. */
  private isOpaque(field: string): boolean {
    return (
      field === 'managedFields' ||
      (this.path.length === 0 && (this.kind === 'Secret' || this.kind === 'ConfigMap') && /data$/i.test(field))
    );
  }

  private applyRules(field: string, value: JsonValue, parent: JsonObject): void {
    if (typeof value === 'string') {
      for (const rule of this.rulesFor(nameFields, field)) {
        const namespace = textOf(parent[rule.namespaceField ?? 'namespace']);
        this.add(this.path, this.path, this.named(rule.kind, value, namespace), rule.isGuess);
      }
      return;
    }
    for (const rule of this.rulesFor(objectFields, field)) {
      if (Array.isArray(value)) {
        for (const [index, item] of value.entries()) {
          this.within(index, () => this.applyToObject(rule, item));
        }
      } else {
        this.applyToObject(rule, value);
      }
    }
  }

  private applyToObject({ kind, isGuess }: FieldRule, value: JsonValue): void {
    const name = isJsonObject(value) && value.kind === undefined ? textOf(value.name) : undefined;
    if (isJsonObject(value) && name !== undefined) {
      this.add([...this.path, 'name'], this.path, this.named(kind, name, textOf(value.namespace)), isGuess);
    }
  }

  private rulesFor(rules: ReadonlyMap<string, readonly FieldRule[]>, field: string): readonly FieldRule[] {
    const above = this.path.at(-2);
    return (rules.get(field) ?? []).filter(
      ({ within, below }) => (within ?? this.kind) === this.kind && (below ?? above) === above,
    );
  }

  /** An object that says what it names by `kind` or by `resource`. */
  private visitTyped(object: JsonObject): void {
    const name = textOf(object.name);
    const kind = textOf(object.kind) ?? kindOfResource(textOf(object.resource) ?? '');
    if (name === undefined || kind === undefined || kind === 'Group') {
      return;
    }
    const group = groupOfVersion(textOf(object.apiVersion)) ?? stringOf(object.apiGroup) ?? stringOf(object.group);
    const isOwn = group === undefined && !isKnownKind(kind);
    const meant =
      kind === 'User'
        ? objectOfUser(name)
        : this.named(kind, name, textOf(object.namespace), isOwn ? this.group : group);
    if (meant) {
      this.add([...this.path, 'name'], this.path, meant, kind === 'User');
    }
  }

  private named(kind: string, name: string, namespace = this.namespace, group?: string): ObjectName {
    return { kind, name, namespace, group };
  }

  private add(path: FieldPath, field: FieldPath, meant: ObjectName, isUncertain = false): void {
    const { paths, isGuess } = placesOf(meant);
    const keys = paths
      .flatMap(place => this.prefixes.map(prefix => bytesFromText(`${prefix}/${place}`)))
      .filter(key => !equalBytes(key, this.key));
    if (keys.length > 0) {
      this.references.push({ ...meant, path: [...path], field: [...field], keys, isGuess: isGuess || isUncertain });
    }
  }

  private within(part: string | number, task: () => void): void {
    this.path.push(part);
    task();
    this.path.pop();
  }
}

/** The prefixes below which the objects around a key are, without a slash at the end, its own first. */
function prefixesAround(key: Uint8Array, self: ObjectName): readonly string[] {
  const text = textFromBytes(key) ?? '';
  const known = registryPrefixes.find(prefix => text.startsWith(`${prefix}/`));
  if (known !== undefined) {
    return openShiftPrefixes.includes(known) ? [known, ...openShiftPrefixes.filter(other => other !== known)] : [known];
  }
  // An API server may be given any prefix (--etcd-prefix): what stands before the object's own place is one.
  const own = placesOf(self).paths.find(place => text.endsWith(`/${place}`));
  return own === undefined ? [] : [text.slice(0, -own.length - 1)];
}

/** The object behind a user's name (k8s.io/apiserver, authentication/serviceaccount; kubelets are `system:node:`). */
function objectOfUser(user: string): ObjectName | undefined {
  const [, namespace, account] = /^system:serviceaccount:([^:]+):([^:]+)$/.exec(user) ?? [];
  if (namespace !== undefined && account !== undefined) {
    return { kind: 'ServiceAccount', namespace, name: account };
  }
  const [, node] = /^system:node:(.+)$/.exec(user) ?? [];
  return node === undefined ? undefined : { kind: 'Node', name: node };
}

function groupOfVersion(apiVersion: string | undefined): string | undefined {
  return apiVersion?.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : apiVersion && '';
}

function textOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' && value !== '' ? value : undefined;
}

function stringOf(value: JsonValue | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}
