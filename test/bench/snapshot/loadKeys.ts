/** Fills an etcd through its JSON gateway, whose transactions put 128 keys at a time. */

const keysATransaction = 128;
const loadersAtOnce = 16;
const valueBytes = 200;

/** Keys in 70 directories of 40 each below `/registry/`, written in an order that is not theirs. */
export async function loadKeys(endpoint: string, keys: number): Promise<void> {
  let next = 0;
  const loader = async (): Promise<void> => {
    while (next < keys) {
      const from = next;
      next = Math.min(keys, from + keysATransaction);
      const success = Array.from({ length: next - from }, (_, offset) => ({
        requestPut: {
          key: keyOf(scattered(from + offset, keys)),
          value: Buffer.alloc(valueBytes, offset).toString('base64'),
        },
      }));
      const response = await fetch(`${endpoint}/v3/kv/txn`, { method: 'POST', body: JSON.stringify({ success }) });
      if (!response.ok) {
        throw new Error(await response.text());
      }
      await response.arrayBuffer();
    }
  };
  await Promise.all(Array.from({ length: loadersAtOnce }, loader));
}

/** Another number below `count` for each: the prime shares no factor with any count of interest. */
function scattered(index: number, count: number): number {
  return Number((BigInt(index) * 736_338_717n) % BigInt(count));
}

function keyOf(index: number): string {
  const directory = index % 70;
  const letter = String.fromCharCode(97 + (directory % 13));
  const name = String(index).padStart(7, '0');
  return Buffer.from(`/registry/resource-${letter}${directory}/ns-${index % 40}/object-${name}`).toString('base64');
}
