/** A KMS v2 plugin as an API server would be given one: a gRPC server on a unix socket that encrypts with AES-256-GCM. */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { chmod } from 'node:fs/promises';
import { BinaryReader, BinaryWriter, WireType } from '@bufbuild/protobuf/wire';
import { type handleUnaryCall, Server, ServerCredentials, type ServiceDefinition, status } from '@grpc/grpc-js';

export interface TestKmsPlugin {
  readonly socket: string;
  /** Names of the calls that came, in order. */
  readonly calls: readonly string[];
  /** The key that it encrypts with from now on; it goes on to decrypt under the earlier ones. */
  keyId: string;
  /** Annotations of what it encrypts from now on. */
  annotations: Readonly<Record<string, string>>;
  /** What keeps it from answering: an error it gives instead, or silence. */
  trouble: { readonly words: string } | 'silence' | undefined;
  stop(): Promise<void>;
}

type Fields = ReadonlyMap<number, readonly Uint8Array[]>;

const nonceLength = 12;
const tagLength = 16;

/** Listens until it is stopped. Its keys are made anew with each start. */
export async function startKmsPlugin(socket: string): Promise<TestKmsPlugin> {
  const keys = new Map<string, Buffer>();
  const keyOf = (keyId: string) => {
    const key = keys.get(keyId) ?? randomBytes(32);
    keys.set(keyId, key);
    return key;
  };
  const calls: string[] = [];
  const server = new Server();
  const plugin: TestKmsPlugin = {
    socket,
    calls,
    keyId: 'test-kek-1',
    annotations: { 'version.kms.example.com': '1' },
    trouble: undefined,
    stop: async () => server.forceShutdown(),
  };
  const answering =
    (name: string, answer: (fields: Fields) => Uint8Array): handleUnaryCall<Buffer, Buffer> =>
    (call, callback) => {
      calls.push(name);
      const { trouble } = plugin;
      if (trouble === 'silence') {
        return;
      }
      if (trouble) {
        callback({ code: status.INTERNAL, details: trouble.words });
        return;
      }
      try {
        callback(null, Buffer.from(answer(fieldsOf(call.request))));
      } catch (error) {
        callback({ code: status.INVALID_ARGUMENT, details: error instanceof Error ? error.message : 'unknown' });
      }
    };
  server.addService(service, {
    Status: answering('Status', () =>
      new BinaryWriter()
        .tag(1, WireType.LengthDelimited)
        .string('v2')
        .tag(2, WireType.LengthDelimited)
        .string('ok')
        .tag(3, WireType.LengthDelimited)
        .string(plugin.keyId)
        .finish(),
    ),
    Encrypt: answering('Encrypt', fields => {
      const { keyId, annotations } = plugin;
      const nonce = randomBytes(nonceLength);
      const cipher = createCipheriv('aes-256-gcm', keyOf(keyId), nonce);
      const plaintext = single(fields, 1);
      const ciphertext = Buffer.concat([nonce, cipher.update(plaintext), cipher.final(), cipher.getAuthTag()]);
      const writer = new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(ciphertext);
      writer.tag(2, WireType.LengthDelimited).string(keyId);
      for (const [name, value] of Object.entries(annotations)) {
        writer.tag(3, WireType.LengthDelimited).fork();
        writer.tag(1, WireType.LengthDelimited).string(name).tag(2, WireType.LengthDelimited).string(value);
        writer.join();
      }
      return writer.finish();
    }),
    Decrypt: answering('Decrypt', fields => {
      const keyId = Buffer.from(single(fields, 3)).toString();
      const key = keys.get(keyId);
      if (!key || single(fields, 2).length === 0) {
        throw new Error(`no key of the id ${keyId}`);
      }
      const ciphertext = single(fields, 1);
      const decipher = createDecipheriv('aes-256-gcm', key, ciphertext.subarray(0, nonceLength));
      decipher.setAuthTag(ciphertext.subarray(-tagLength));
      const plaintext = Buffer.concat([
        decipher.update(ciphertext.subarray(nonceLength, -tagLength)),
        decipher.final(),
      ]);
      return new BinaryWriter().tag(1, WireType.LengthDelimited).bytes(plaintext).finish();
    }),
  });
  await new Promise<void>((resolve, reject) => {
    server.bindAsync(`unix:${socket}`, ServerCredentials.createInsecure(), error =>
      error ? reject(error) : resolve(),
    );
  });
  await chmod(socket, 0o600);
  return plugin;
}

function fieldsOf(bytes: Uint8Array): Fields {
  const fields = new Map<number, Uint8Array[]>();
  const reader = new BinaryReader(bytes);
  while (reader.pos < reader.len) {
    const [number, type] = reader.tag();
    if (type === WireType.LengthDelimited) {
      fields.set(number, [...(fields.get(number) ?? []), reader.bytes()]);
    } else {
      reader.skip(type, number);
    }
  }
  return fields;
}

function single(fields: Fields, number: number): Uint8Array {
  return fields.get(number)?.at(-1) ?? new Uint8Array(0);
}

const bytesThrough = (bytes: Buffer) => bytes;
const method = (name: string) => ({
  path: `/v2.KeyManagementService/${name}`,
  requestStream: false,
  responseStream: false,
  requestSerialize: bytesThrough,
  requestDeserialize: bytesThrough,
  responseSerialize: bytesThrough,
  responseDeserialize: bytesThrough,
});
const service: ServiceDefinition = { Status: method('Status'), Encrypt: method('Encrypt'), Decrypt: method('Decrypt') };
