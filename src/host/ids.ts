/** Every name that the manifest and the code must agree on, once. A test compares this file with package.json. */

export const extensionId = 'etcdscope.etcdscope';

/** Scheme of the file system in which every key is a file. */
export const keyScheme = 'etcd';

/** Scheme of the read-only documents that show a value byte by byte. */
export const rawBytesScheme = 'etcd-raw';

/** Scheme of the read-only documents that say how a new EncryptionConfiguration is rolled out. */
export const rolloutScheme = 'etcd-rollout';

export const commands = {
  addConnection: 'etcdscope.addConnection',
  editConnection: 'etcdscope.editConnection',
  renameConnection: 'etcdscope.renameConnection',
  removeConnection: 'etcdscope.removeConnection',
  connect: 'etcdscope.connect',
  disconnect: 'etcdscope.disconnect',
  retryConnection: 'etcdscope.retryConnection',
  setEncryptionConfiguration: 'etcdscope.setEncryptionConfiguration',
  setKmsPlugin: 'etcdscope.setKmsPlugin',
  showLog: 'etcdscope.showLog',
  openSettings: 'etcdscope.openSettings',
  refresh: 'etcdscope.refresh',
  refreshAll: 'etcdscope.refreshAll',
  startAutoRefresh: 'etcdscope.startAutoRefresh',
  stopAutoRefresh: 'etcdscope.stopAutoRefresh',
  loadMore: 'etcdscope.loadMore',
  openKey: 'etcdscope.openKey',
  goToKey: 'etcdscope.goToKey',
  searchKeys: 'etcdscope.searchKeys',
  revealInTree: 'etcdscope.revealInTree',
  copyKey: 'etcdscope.copyKey',
  copyName: 'etcdscope.copyName',
  newKey: 'etcdscope.newKey',
  deleteKey: 'etcdscope.deleteKey',
  deletePrefix: 'etcdscope.deletePrefix',
  deleteSelected: 'etcdscope.deleteSelected',
  openAs: 'etcdscope.openAs',
  showManagedFields: 'etcdscope.showManagedFields',
  hideManagedFields: 'etcdscope.hideManagedFields',
  showDecodedData: 'etcdscope.showDecodedData',
  auditEncryption: 'etcdscope.auditEncryption',
  showEncryptionAudit: 'etcdscope.showEncryptionAudit',
  showRawBytes: 'etcdscope.showRawBytes',
  createEncryptionConfiguration: 'etcdscope.createEncryptionConfiguration',
  watch: 'etcdscope.watch',
  watchedCompare: 'etcdscope.watchedCompare',
  watchedCompareWithNow: 'etcdscope.watchedCompareWithNow',
  watchedOpen: 'etcdscope.watchedOpen',
  watchedReveal: 'etcdscope.watchedReveal',
  watchedHistory: 'etcdscope.watchedHistory',
  watchedCopyKey: 'etcdscope.watchedCopyKey',
  watchedPin: 'etcdscope.watchedPin',
  watchedDelete: 'etcdscope.watchedDelete',
  openSnapshot: 'etcdscope.openSnapshot',
  closeSnapshot: 'etcdscope.closeSnapshot',
  reopenSnapshot: 'etcdscope.reopenSnapshot',
  compareWith: 'etcdscope.compareWith',
  openDifference: 'etcdscope.openDifference',
  restoreKey: 'etcdscope.restoreKey',
  refreshComparison: 'etcdscope.refreshComparison',
  swapComparison: 'etcdscope.swapComparison',
  filterDifferences: 'etcdscope.filterDifferences',
  filterDifferenceKinds: 'etcdscope.filterDifferenceKinds',
  clearDifferenceFilter: 'etcdscope.clearDifferenceFilter',
  exportDifferences: 'etcdscope.exportDifferences',
  clearComparison: 'etcdscope.clearComparison',
  showDashboard: 'etcdscope.showDashboard',
  showSnapshotStatus: 'etcdscope.showSnapshotStatus',
  showHistory: 'etcdscope.showHistory',
  refreshHistory: 'etcdscope.refreshHistory',
  closeHistory: 'etcdscope.closeHistory',
  openRevision: 'etcdscope.openRevision',
  compareWithPrevious: 'etcdscope.compareWithPrevious',
  compareWithCurrent: 'etcdscope.compareWithCurrent',
  browseAtRevision: 'etcdscope.browseAtRevision',
  browseNow: 'etcdscope.browseNow',
  runHealthCheck: 'etcdscope.runHealthCheck',
  showHealthReport: 'etcdscope.showHealthReport',
  copyHealthSummary: 'etcdscope.copyHealthSummary',
  exportHealthReport: 'etcdscope.exportHealthReport',
} as const;

export type CommandId = (typeof commands)[keyof typeof commands];

export const views = {
  keyspace: 'etcdscope.keyspace',
  history: 'etcdscope.history',
  differences: 'etcdscope.differences',
} as const;

export const contextKeys = {
  /** Whether any connection is configured: decides which welcome text shows. */
  hasConnections: 'etcdscope.hasConnections',
  /** Set once the settings were read, so that the welcome text does not flash. */
  ready: 'etcdscope.ready',
  /** Whether the view of a key's history has something to show. */
  hasHistory: 'etcdscope.hasHistory',
  /** URIs of the open documents that leave managedFields out, of those that show them, and of those that show a Secret. */
  documentsHidingFields: 'etcdscope.documentsHidingFields',
  documentsShowingFields: 'etcdscope.documentsShowingFields',
  secretDocuments: 'etcdscope.secretDocuments',
  /** Whether there is a comparison to show, and whether a filter leaves some of it out. */
  hasComparison: 'etcdscope.hasComparison',
  comparisonIsFiltered: 'etcdscope.comparisonIsFiltered',
} as const;

export const settings = {
  section: 'etcdscope',
  connections: 'connections',
  delimiter: 'delimiter',
  pageSize: 'pageSize',
  rowDetails: 'keyspace.rowDetails',
  autoRefresh: 'keyspace.autoRefresh',
  callTimeoutSeconds: 'callTimeoutSeconds',
  dashboardIntervalSeconds: 'dashboard.intervalSeconds',
  watchEvents: 'watch.events',
  kubernetesLanguage: 'kubernetes.language',
  kubernetesHideManagedFields: 'kubernetes.hideManagedFields',
  healthIntervalMinutes: 'health.intervalMinutes',
  healthThresholds: 'health.thresholds',
} as const;

/** Names of what VS Code keeps for the extension from one window to the next. */
export const memoryKeys = { encryptionVerdicts: 'encryptionVerdicts' } as const;
