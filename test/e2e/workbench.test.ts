import { openViewContainer } from './support/tree';
import { useWorkbench } from './support/workbench';

describe('a window with the extension', () => {
  for (const extension of ['checkout', 'packaged'] as const) {
    describe(`from the ${extension}`, () => {
      const workbench = useWorkbench({ extension });

      it('lists it as installed', async () => {
        const { page } = workbench();
        await openViewContainer(page, 'Extensions');
        const name = page.locator('.part.sidebar .extension-list-item .name').filter({ hasText: /^etcdscope$/ });
        await name.waitFor();
        await workbench().screenshot(`installed ${extension}`);
      });
    });
  }
});
