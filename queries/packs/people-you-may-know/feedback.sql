-- title: Which suggestions are unwelcome?
-- about: Suggestions that were seen, by their reason and the suggested account: how many were answered with “I do not know them”, and how many reported.
-- grain: one row per reason and kind of account
-- tables: fact_pymk_suggestions, dim_user_privacy
-- chart: bar reason negative_pct by account_kind
SELECT
  coalesce(suggestion_reason, '(none)') AS reason,
  account_kind,
  count(*) AS seen,
  100 * count(*) FILTER (WHERE feedback = 'dont_know') / count(*) AS dont_know_pct,
  100 * count(*) FILTER (WHERE feedback = 'report') / count(*) AS reported_pct,
  100 * count(*) FILTER (WHERE feedback IN ('dont_know', 'report')) / count(*) AS negative_pct
FROM model.fact_pymk_suggestions
WHERE was_viewed AND user_key IN (SELECT user_key FROM all_users WHERE NOT is_test)
GROUP BY 1, 2
ORDER BY negative_pct DESC, seen DESC, reason, account_kind
