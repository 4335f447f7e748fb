import { useTranslation } from 'react-i18next';
import { Dialog } from '../../ui/Dialog';
import { useDesk } from '../deskStore';
import { KeyList } from '../KeyList';

export function HelpDialog() {
  const { t } = useTranslation('desk');
  const { openDialog } = useDesk.getState();
  return (
    <Dialog open wide onOpenChange={() => { openDialog(null); }} title={t('help.title')} description={t('help.typing')}>
      <KeyList />
    </Dialog>
  );
}
