import { createHash } from 'node:crypto';
import type { KmsCiphertext } from './kmsMessages';

/** Answers. Since Kubernetes 1.29 an API server has one seed for each of its starts; before, each write had a key of its own. */
const mostAnswers = 1000;

/** What a plugin has decrypted already, in memory alone, least recently used first. */
export class AnswerCache {
  private readonly answers = new Map<string, Uint8Array>();

  get(id: string): Uint8Array | undefined {
    const answer = this.answers.get(id);
    if (answer) {
      this.set(id, answer);
    }
    return answer;
  }

  has(id: string): boolean {
    return this.answers.has(id);
  }

  set(id: string, answer: Uint8Array): void {
    this.answers.delete(id);
    this.answers.set(id, answer);
    const [oldest] = this.answers.keys();
    if (this.answers.size > mostAnswers && oldest !== undefined) {
      this.answers.delete(oldest);
    }
  }

  clear(): void {
    this.answers.clear();
  }
}

/** Equal for equal requests: all that a plugin may go by, each part with its length. */
export function requestId({ ciphertext, keyId, annotations }: KmsCiphertext): string {
  const hash = createHash('sha256');
  const add = (part: Uint8Array | string) => hash.update(`${Buffer.byteLength(part)}:`).update(part);
  add(ciphertext);
  add(keyId);
  for (const [name, value] of [...annotations].sort(([a], [b]) => (a < b ? -1 : 1))) {
    add(name);
    add(value);
  }
  return hash.digest('base64');
}
