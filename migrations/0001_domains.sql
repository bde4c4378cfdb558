-- The domains of the d1 store: npx wrangler d1 migrations apply domains --remote (docs/deploy.md)
CREATE TABLE IF NOT EXISTS domains (
  domain TEXT PRIMARY KEY,
  provider TEXT NOT NULL,
  changes TEXT
) WITHOUT ROWID;
