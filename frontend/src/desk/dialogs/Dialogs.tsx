import { useCase, useElderId } from '../case';
import { useDesk } from '../deskStore';
import { HandoverDialog } from '../handover/HandoverDialog';
import { MissedDialog } from '../inbound/MissedDialog';
import { CurfewDialog } from '../plans/CurfewDialog';
import { DirectivesDialog } from '../plans/DirectivesDialog';
import { OutingDialog } from '../plans/OutingDialog';
import { DayDialog } from '../playback/DayDialog';
import { CloseDialog } from './CloseDialog';
import { DispatchDialog } from './DispatchDialog';
import { HelpDialog } from './HelpDialog';
import { SearchDialog } from './SearchDialog';
import { TextDialog } from './TextDialog';

/** The one window that is open. A fresh one each time: half-written words never end up at another elder. */
export function Dialogs() {
  const dialog = useDesk((s) => s.dialog);
  const current = useCase();
  const elderId = useElderId();
  if (dialog === 'help') return <HelpDialog />;
  if (dialog === 'search') return <SearchDialog />;
  if (dialog === 'missed') return <MissedDialog />;
  if (dialog === 'directives') return <DirectivesDialog />;
  if (dialog === 'handover' || dialog === 'leaving') return <HandoverDialog leaving={dialog === 'leaving'} />;
  if (dialog === 'curfew') return elderId === null ? null : <CurfewDialog key={elderId} elderId={elderId} />;
  if (dialog === 'outing') return elderId === null ? null : <OutingDialog key={elderId} elderId={elderId} />;
  if (dialog === 'day') return elderId === null ? null : <DayDialog key={elderId} elderId={elderId} />;
  if (!dialog || !current?.detail) return null;
  const { detail } = current;
  switch (dialog) {
    case 'close':
      return <CloseDialog key={detail.id} detail={detail} />;
    case 'dispatch':
      return <DispatchDialog key={detail.id} detail={detail} />;
    default:
      return <TextDialog key={`${dialog}-${String(detail.id)}`} name={dialog} detail={detail} />;
  }
}
