// Offers the time zone of this device; whoever has chosen another keeps it.
(() => {
  const list = document.querySelector('select[name="/time_zone"], select[name="/patient/time_zone"]');
  if (!list || list.value) return;
  const zone = Intl.DateTimeFormat().resolvedOptions().timeZone;
  if ([...list.options].some((option) => option.value === zone)) list.value = zone;
})();
