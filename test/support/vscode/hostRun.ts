/** One run of the host suites, whichever VS Code carries it. */
export interface HostRun {
  /** A fresh folder for everything the run writes. */
  readonly directory: string;
  /** The folder that the window opens. */
  readonly workspace: string;
  readonly extensionsDirectory: string;
  readonly extensionDevelopmentPath: string;
  readonly extensionTestsPath: string;
  readonly environment: NodeJS.ProcessEnv;
}
