/** What a desktop window needs so that nothing but the extension shows, and no keyring is asked for. */
export const calmLaunchArguments: readonly string[] = [
  '--disable-workspace-trust',
  '--skip-welcome',
  '--skip-release-notes',
  '--disable-telemetry',
  '--disable-updates',
  '--password-store=basic',
];
