import type { CheckId, CheckMeasures, CheckOf, MemberFinding } from '../../../core/health/healthReport';
import type { Localization } from '../../../host/errorSentenceTable';

/** What is to be done about a check that is not fine. */
export interface Advice {
  /** Markdown of ours, without anything from the cluster. */
  readonly text: string;
  /** Lines for a shell, with every word of others quoted. */
  readonly commands?: readonly string[];
}

/** What advice can rest on. */
export interface Patient {
  /** A line for etcdctl that reaches the whole cluster, or one address. */
  readonly etcdctl: (args: readonly string[], endpoint?: string) => string;
  /** Those that were reached. */
  readonly members: readonly { readonly memberId: string; readonly endpoint: string }[];
  /** Whether the store holds a Kubernetes, so that kubectl is of use. */
  readonly hasKubernetes: boolean;
  /** Hexadecimal, of the member that leads. */
  readonly leader?: string;
  /** Decimal, where a member told it. */
  readonly currentRevision?: string;
}

/** All of it may be the cluster's. */
export interface CheckItem {
  /** A name, a key or an address. */
  readonly name?: string;
  readonly text?: string;
}

export interface CheckText<Id extends CheckId> {
  /** What is looked at, in two or three words. */
  readonly name: string;
  /** What was found, as plain text; may hold words of the cluster. */
  readonly found: (measured: CheckMeasures[Id], check: CheckOf<Id>) => string;
  /** What exactly, one line each, where the members do not say it already. */
  readonly items?: (measured: CheckMeasures[Id]) => readonly CheckItem[];
  /** What a member told, where its figure and the words of etcd do not say it well enough. */
  readonly said?: (finding: MemberFinding) => string;
  /** The limits in words, where they are not the whole rule. */
  readonly limit?: (limit: string) => string;
  /** Why anyone should mind: Markdown of ours. */
  readonly why: string;
  readonly advice: (check: CheckOf<Id>, patient: Patient) => Advice;
}

/** The texts of some checks. */
export type CheckTexts<Ids extends CheckId = CheckId> = { readonly [Id in Ids]: CheckText<Id> };

/** Builds the texts of one theme. */
export type TextsOf<Ids extends CheckId> = (l10n: Localization) => CheckTexts<Ids>;
