import * as vscode from 'vscode';
import { shortened } from './messageText';
import type { ObjectDetails } from './objectDetails';

const second = 1000;
const minute = 60 * second;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** A unit is used from two of it on, so that an age is never rounded by half: 119 minutes, then 2 hours. */
const units = [
  ['year', year],
  ['day', day],
  ['hour', hour],
  ['minute', minute],
] as const;

/** The details in the order of their worth, each as short as can be: "3d", "gen 2", "Deployment/web". */
export function detailTexts(details: ObjectDetails, now: number): string[] {
  const { createdAt, generation, owner, isTerminating, encryptedBy, isDecrypted } = details;
  return [
    ...(encryptedBy === undefined || isDecrypted ? [] : [vscode.l10n.t('encrypted'), shortened(encryptedBy)]),
    ...(isTerminating ? [vscode.l10n.t('terminating')] : []),
    ...(createdAt === undefined ? [] : [ageText(now - createdAt, 'narrow')]),
    ...(generation === undefined ? [] : [vscode.l10n.t('gen {0}', generation)]),
    ...(owner === undefined ? [] : [shortened(owner)]),
  ];
}

/** The same in full words, with the time that the age is counted from. */
export function detailSentences(details: ObjectDetails, now: number): string[] {
  const { createdAt, generation, owner, isTerminating, encryptedBy, isDecrypted } = details;
  return [
    ...(encryptedBy === undefined ? [] : [vscode.l10n.t('Encrypted at rest by {0}', shortened(encryptedBy))]),
    ...(isDecrypted ? [vscode.l10n.t('Decrypted on this machine for what follows')] : []),
    ...(isTerminating ? [vscode.l10n.t('Terminating: its deletion was asked for')] : []),
    ...(createdAt === undefined ? [] : [createdText(createdAt, now)]),
    ...(generation === undefined ? [] : [vscode.l10n.t('Generation {0}', generation)]),
    ...(owner === undefined ? [] : [vscode.l10n.t('Controlled by {0}', shortened(owner))]),
  ];
}

function createdText(createdAt: number, now: number): string {
  const time = new Date(createdAt).toISOString().replace('.000Z', 'Z');
  return vscode.l10n.t('Created {0} ago, {1}', ageText(now - createdAt, 'long'), time);
}

/** Clocks differ: what was created in the future is new. */
function ageText(milliseconds: number, unitDisplay: 'narrow' | 'long'): string {
  const [unit, length] = units.find(([, size]) => milliseconds >= 2 * size) ?? ['second', second];
  const count = Math.max(0, Math.floor(milliseconds / length));
  return new Intl.NumberFormat(vscode.env.language, { style: 'unit', unit, unitDisplay }).format(count);
}
