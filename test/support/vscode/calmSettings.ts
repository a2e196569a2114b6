/**
 * Settings for a window that shows the extension and nothing else: no welcome, no trust prompt, no chat, no update, no
 * telemetry, and dialogs drawn by the workbench, so that a journey can press their buttons.
 */
export const calmSettings: Readonly<Record<string, unknown>> = {
  'security.workspace.trust.enabled': false,
  'telemetry.telemetryLevel': 'off',
  'workbench.startupEditor': 'none',
  'workbench.welcomePage.walkthroughs.openOnInstall': false,
  'workbench.tips.enabled': false,
  'workbench.enableExperiments': false,
  'workbench.secondarySideBar.defaultVisibility': 'hidden',
  'workbench.settings.enableNaturalLanguageSearch': false,
  'chat.disableAIFeatures': true,
  'chat.commandCenter.enabled': false,
  'window.commandCenter': false,
  'window.menuBarVisibility': 'hidden',
  'window.title': ['activeEditorShort', 'separator', 'rootName'].map(name => `\${${name}}`).join(''),
  'window.dialogStyle': 'custom',
  'window.confirmBeforeClose': 'never',
  'extensions.autoUpdate': false,
  'extensions.autoCheckUpdates': false,
  'extensions.ignoreRecommendations': true,
  'update.mode': 'none',
  'remote.autoForwardPorts': false,
  'git.enabled': false,
  'files.hotExit': 'off',
  // The web's default differs from the desktop's.
  'files.autoSave': 'off',
  'files.simpleDialog.enable': true,
};
