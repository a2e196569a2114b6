/** Messages of a KMS v2 plugin. Field numbers: kubernetes/kubernetes, staging/src/k8s.io/kms/apis/v2/api.proto. */
import { BinaryWriter, type Method, readBytesToKeep, readFields, writeBytes, writeMessage, writeText } from '../wire';

export interface KmsStatus {
  /** Of the plugin's API, such as v2. */
  readonly version: string;
  /** `ok`, or what is wrong. */
  readonly health: string;
  /** The key that it encrypts with now. */
  readonly keyId: string;
}

export interface KmsCiphertext {
  readonly ciphertext: Uint8Array;
  /** The plugin's name for the key that it encrypted with. */
  readonly keyId: string;
  /** What the plugin wants back to decrypt, by name. */
  readonly annotations: ReadonlyMap<string, Uint8Array>;
}

/** A request's name in the plugin's log. */
interface Named {
  readonly uid: string;
}

const nothing = new Uint8Array(0);
/** Annotations. A plugin may use 32 kB of them, whose names are domain names (k8s.io/apiserver, kmsv2/envelope.go). */
const mostAnnotations = 1024;

export const kmsStatusMethod: Method<void, KmsStatus> = {
  path: '/v2.KeyManagementService/Status',
  isWrite: false,
  encode: () => nothing,
  decode: bytes => {
    const status = { version: '', health: '', keyId: '' };
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      switch (fieldNumber) {
        case 1:
          status.version = reader.string();
          return true;
        case 2:
          status.health = reader.string();
          return true;
        case 3:
          status.keyId = reader.string();
          return true;
        default:
          return false;
      }
    });
    return status;
  },
};

export const kmsDecryptMethod: Method<KmsCiphertext & Named, Uint8Array> = {
  path: '/v2.KeyManagementService/Decrypt',
  isWrite: false,
  encode: ({ ciphertext, keyId, annotations, uid }) => {
    const writer = new BinaryWriter();
    writeBytes(writer, 1, ciphertext);
    writeText(writer, 2, uid);
    writeText(writer, 3, keyId);
    for (const [name, value] of annotations) {
      writeMessage(writer, 4, entry => {
        writeText(entry, 1, name);
        writeBytes(entry, 2, value);
      });
    }
    return writer.finish();
  },
  decode: bytes => {
    let plaintext: Uint8Array = nothing;
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      if (fieldNumber !== 1) {
        return false;
      }
      plaintext = readBytesToKeep(reader);
      return true;
    });
    return plaintext;
  },
};

export const kmsEncryptMethod: Method<{ readonly plaintext: Uint8Array } & Named, KmsCiphertext> = {
  path: '/v2.KeyManagementService/Encrypt',
  isWrite: false,
  encode: ({ plaintext, uid }) => {
    const writer = new BinaryWriter();
    writeBytes(writer, 1, plaintext);
    writeText(writer, 2, uid);
    return writer.finish();
  },
  decode: bytes => {
    let ciphertext: Uint8Array = nothing;
    let keyId = '';
    const annotations = new Map<string, Uint8Array>();
    readFields(bytes, (fieldNumber, _wireType, reader) => {
      switch (fieldNumber) {
        case 1:
          ciphertext = readBytesToKeep(reader);
          return true;
        case 2:
          keyId = reader.string();
          return true;
        case 3:
          readAnnotation(reader.bytes(), annotations);
          return true;
        default:
          return false;
      }
    });
    return { ciphertext, keyId, annotations };
  },
};

/** An entry of a map: {1 key, 2 value}. */
function readAnnotation(bytes: Uint8Array, annotations: Map<string, Uint8Array>): void {
  let name = '';
  let value: Uint8Array = nothing;
  readFields(bytes, (fieldNumber, _wireType, reader) => {
    switch (fieldNumber) {
      case 1:
        name = reader.string();
        return true;
      case 2:
        value = reader.bytes().slice();
        return true;
      default:
        return false;
    }
  });
  if (annotations.size >= mostAnnotations) {
    throw new RangeError('A plugin has too many annotations');
  }
  annotations.set(name, value);
}
