import { useEffect, useState } from "preact/hooks";
import { arrangeHosts, type Showing } from "../look/arrange-hosts.ts";
import { count } from "../look/text.ts";
import { ActionButtons } from "./action-buttons.tsx";
import { FilterBar, type Selected } from "./filter-bar.tsx";
import { HostGrid } from "./host-grid.tsx";
import { usePage } from "./page-context.ts";
import { Summary } from "./summary.tsx";

/** What was typed outlives a look at a host. */
let typed = "";

/** All hosts. */
export function HostsPage() {
  const { model } = usePage();
  const [text, type] = useState(typed);
  const [selected, select] = useState<Selected>(null);
  const [showing, show] = useState<Showing>("all");
  const rows = arrangeHosts(model.hosts.values(), selected, showing);
  typed = text;
  useEffect(() => {
    document.title = "ImageServing";
  }, []);
  return (
    <main class="hosts-page">
      <h1 class="spoken">Hosts</h1>
      <Summary showing={showing} show={show} />
      <div class="tools">
        <FilterBar text={text} type={type} select={select} />
        <span class="shown quiet" role="status">
          {rows.length === model.hosts.size ? "" : `${rows.length} of ${count(model.hosts.size, "host")}`}
        </span>
        <ActionButtons
          components={[]}
          hosts={rows.map(({ host }) => host.name)}
          of={rows.length === model.hosts.size ? "all" : "shown"}
        />
      </div>
      {rows.length === 0 ? <p class="nothing">No host is like that.</p> : <HostGrid rows={rows} />}
    </main>
  );
}
