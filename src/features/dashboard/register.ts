import { type Disposable, DisposableStore } from '../../core/base/disposable';
import { registerCommand } from '../../host/commandRegistry';
import { commands } from '../../host/ids';
import type { Services } from '../../host/services';
import type { Dashboards } from './dashboards';

/** The dashboard of a cluster's members. */
export function register(services: Services): Disposable {
  const disposables = new DisposableStore();
  let dashboards: Promise<Dashboards> | undefined;
  const load = async () => {
    const { Dashboards } = await import('./dashboards');
    return disposables.add(new Dashboards(services));
  };
  disposables.add(
    registerCommand(services, commands.showDashboard, async target => {
      dashboards ??= load();
      await (await dashboards).show(target);
    }),
  );
  return disposables;
}
