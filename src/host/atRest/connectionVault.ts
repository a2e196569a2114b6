import type { Disposable } from '../../core/base/disposable';
import { EtcdscopeError } from '../../core/base/errors';
import type { EncryptionConfiguration, KmsDecrypt, KmsEncrypt, KmsKeyId, KmsProvider } from '../../core/encryption';
import type { KmsPlugin } from '../../core/etcd';
import type { ConnectionConfiguration } from '../connections/connection';
import { loadEtcd } from '../lazy';
import type { OpenOptions } from './atRestValues';
import { type FileVersion, fileVersion, fullPath, readConfiguration } from './readConfiguration';

export interface FoundConfiguration {
  readonly configuration: EncryptionConfiguration;
  /** Otherwise there are only plugins to open values with, and nothing says how to seal any. */
  readonly isFromFile: boolean;
}

interface KeptConfiguration extends FoundConfiguration {
  readonly version: FileVersion;
  /** When the file was last seen to be of that version. */
  checkedAt: number;
  timer: NodeJS.Timeout;
}

/** Milliseconds without use after which the keys of a file leave the memory. */
const timeKept = 60_000;
/** Milliseconds for which whoever opens many values does not look at the file again. */
const timeUnchecked = 1000;
/** Milliseconds that a plugin may take, whatever the configuration says. */
const mostTimeout = 30_000;

/** The keys of one connection, in memory only while they are in use, and its plugins. */
export class ConnectionVault implements Disposable {
  private readonly plugins = new Map<string, Promise<KmsPlugin>>();
  private kept: KeptConfiguration | undefined;
  private watcher: Disposable | undefined;
  private isDisposed = false;

  /**
   * @param watch tells of changes of a file, given by its full path, until what it returns is disposed of.
   * @param now milliseconds by a clock that is never set.
   */
  constructor(
    private readonly connection: ConnectionConfiguration,
    private readonly watch: (path: string) => Disposable,
    private readonly now: () => number = () => performance.now(),
  ) {}

  get hasFile(): boolean {
    return this.connection.encryptionConfigurationFile !== undefined;
  }

  /** Whether a connection still names the same file and plugins. */
  isOf(connection: ConnectionConfiguration): boolean {
    const named = ({ encryptionConfigurationFile = '', kmsPlugins = {} }: ConnectionConfiguration) =>
      JSON.stringify([encryptionConfigurationFile, kmsPlugins]);
    return named(connection) === named(this.connection);
  }

  /**
   * What the file says now. Without a file, the plugins alone; undefined without any of them.
   * @param isForMany whether it may be what the file said a second ago, so that each of many values does not cost a
   *   look at it.
   * @throws EtcdscopeError `file.unreadable`; ConfigurationError.
   */
  async configuration(isForMany = false): Promise<FoundConfiguration | undefined> {
    const { encryptionConfigurationFile: file, kmsPlugins = {} } = this.connection;
    if (file === undefined) {
      const providers = Object.keys(kmsPlugins).map(pluginAlone);
      return providers.length === 0
        ? undefined
        : { configuration: { entries: [{ resources: ['*.*'], providers }] }, isFromFile: false };
    }
    this.watcher ??= this.isDisposed ? undefined : this.watch(fullPath(file));
    if (isForMany && this.kept && this.now() - this.kept.checkedAt < timeUnchecked) {
      this.kept.timer.refresh();
      return this.kept;
    }
    const version = await fileVersion(file);
    const { kept } = this;
    if (kept && kept.version.modified === version.modified && kept.version.size === version.size) {
      kept.checkedAt = this.now();
      kept.timer.refresh();
      return kept;
    }
    this.forgetKeys();
    const configuration = await readConfiguration(file);
    const found = { configuration, isFromFile: true };
    if (!this.isDisposed) {
      const timer = setTimeout(() => this.forgetKeys(), timeKept).unref();
      this.kept = { ...found, version, checkedAt: this.now(), timer };
    }
    return found;
  }

  /** Has the file looked at before the next value is opened. */
  lookAgain(): void {
    if (this.kept) {
      this.kept.checkedAt = Number.NEGATIVE_INFINITY;
    }
  }

  /** Asks the plugin that the settings name. */
  kmsDecrypt(budget?: OpenOptions['budget']): KmsDecrypt {
    return async ({ plugin, ciphertext, keyId = '', annotations = new Map(), signal }) => {
      const socket = await this.plugin(plugin);
      const request = { ciphertext, keyId, annotations };
      if (budget && !socket.knows(request)) {
        if (budget.pluginCalls <= 0) {
          throw notCalled(plugin);
        }
        budget.pluginCalls--;
      }
      return socket.decrypt(request, signal ? { signal } : {});
    };
  }

  readonly kmsEncrypt: KmsEncrypt = async (provider, seed, options) =>
    (await this.plugin(provider)).encrypt(seed, options);

  readonly kmsKeyId: KmsKeyId = async (provider, options) =>
    (await (await this.plugin(provider)).status(options)).keyId;

  dispose(): void {
    this.isDisposed = true;
    this.forgetKeys();
    this.watcher?.dispose();
    for (const plugin of this.plugins.values()) {
      plugin.then(
        open => open.close(),
        () => undefined,
      );
    }
    this.plugins.clear();
  }

  private plugin(provider: KmsProvider): Promise<KmsPlugin> {
    const { name, version, timeoutMilliseconds } = provider;
    const socket = this.connection.kmsPlugins?.[name];
    if (socket === undefined || version === 'v1' || this.isDisposed) {
      throw notCalled(provider);
    }
    let plugin = this.plugins.get(name);
    if (!plugin) {
      plugin = loadEtcd().then(({ openKmsPlugin }) =>
        openKmsPlugin({
          name,
          socket: fullPath(socket.replace(/^unix:\/\//, '')),
          timeoutMilliseconds: Math.min(mostTimeout, timeoutMilliseconds),
        }),
      );
      this.plugins.set(name, plugin);
    }
    return plugin;
  }

  private forgetKeys(): void {
    clearTimeout(this.kept?.timer);
    this.kept = undefined;
  }
}

/** As an EncryptionConfiguration would name it (k8s.io/apiserver, apis/apiserver/v1/defaults.go has 3 s for a call). */
function pluginAlone(name: string): KmsProvider {
  return { kind: 'kms', version: 'v2', name, endpoint: '', timeoutMilliseconds: 3000 };
}

function notCalled({ name: keyName, version, endpoint }: KmsProvider): EtcdscopeError {
  return new EtcdscopeError('encryption.kmsRequired', {
    provider: 'kms',
    version,
    keyName,
    ...(endpoint !== '' && { socket: endpoint }),
  });
}
