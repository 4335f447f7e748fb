import '@fontsource-variable/inter';
import './ui/tokens.css';
import './ui/base.css';
import './i18n';
import { createRoot } from 'react-dom/client';
import { App } from './App';

const root = document.getElementById('root');
if (!root) throw new Error('index.html has no #root');
createRoot(root).render(<App />);
