export interface Put {
  readonly key: string;
  readonly value: Uint8Array;
}

/**
 * One transaction of up to 128 puts, by etcd's JSON gateway: all its events have one revision. Many of these bring keys into
 * a store faster than one put after another.
 */
export async function putTogether(endpoint: string, puts: readonly Put[]): Promise<void> {
  const success = puts.map(({ key, value }) => ({
    requestPut: { key: Buffer.from(key).toString('base64'), value: Buffer.from(value).toString('base64') },
  }));
  const response = await fetch(`${endpoint}/v3/kv/txn`, { method: 'POST', body: JSON.stringify({ success }) });
  const answer = await response.text();
  if (!response.ok) {
    throw new Error(`The puts were answered ${response.status}: ${answer}`);
  }
}
