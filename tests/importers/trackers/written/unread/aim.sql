BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('46b89d830ad8');
CREATE TABLE experiment (
	id INTEGER NOT NULL, 
	uuid TEXT, 
	name TEXT NOT NULL, 
	created_at DATETIME, 
	updated_at DATETIME, is_archived BOOLEAN, description TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	UNIQUE (name)
);
INSERT INTO "experiment" VALUES(1,'fcbd80a1-0d14-4f7e-bf53-1eb51c50137b','default','2026-11-30 03:39:21.303794','2026-11-30 03:39:21.303804',0,NULL);
CREATE TABLE "note" (
	id INTEGER NOT NULL, 
	content TEXT NOT NULL, 
	run_id INTEGER, 
	created_at DATETIME, 
	updated_at DATETIME, 
	experiment_id INTEGER, 
	PRIMARY KEY (id), 
	CONSTRAINT fk_experiment_note FOREIGN KEY(experiment_id) REFERENCES experiment (id), 
	FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE note_audit_log (
	id INTEGER NOT NULL, 
	note_id INTEGER NOT NULL, 
	datetime DATETIME, 
	action TEXT, 
	before_edit TEXT, 
	after_edit TEXT, 
	PRIMARY KEY (id), 
	FOREIGN KEY(note_id) REFERENCES note (id) ON DELETE CASCADE
);
CREATE TABLE run (
	id INTEGER NOT NULL, 
	hash TEXT NOT NULL, 
	name TEXT, 
	description TEXT, 
	is_archived BOOLEAN, 
	created_at DATETIME, 
	updated_at DATETIME, 
	experiment_id INTEGER, finalized_at DATETIME, 
	PRIMARY KEY (id), 
	FOREIGN KEY(experiment_id) REFERENCES experiment (id)
);
INSERT INTO "run" VALUES(1,'5421b9d475de4e09b0a07a6e','Run: 5421b9d475de4e09b0a07a6e',NULL,0,'2026-11-30 03:39:21.246631','2026-11-30 03:39:21.321738',1,NULL);
CREATE TABLE run_info (
	id INTEGER NOT NULL, 
	run_id INTEGER, 
	created_at DATETIME, 
	updated_at DATETIME, 
	last_notification_index INTEGER, 
	PRIMARY KEY (id), 
	FOREIGN KEY(run_id) REFERENCES run (id)
);
CREATE TABLE run_tag (
	run_id INTEGER NOT NULL, 
	tag_id INTEGER NOT NULL, 
	PRIMARY KEY (run_id, tag_id), 
	FOREIGN KEY(run_id) REFERENCES run (id), 
	FOREIGN KEY(tag_id) REFERENCES tag (id)
);
CREATE TABLE tag (
	id INTEGER NOT NULL, 
	uuid TEXT, 
	name TEXT NOT NULL, 
	color TEXT, 
	created_at DATETIME, 
	updated_at DATETIME, is_archived BOOLEAN, description TEXT, 
	PRIMARY KEY (id), 
	UNIQUE (name), 
	UNIQUE (name)
);
CREATE UNIQUE INDEX ix_experiment_uuid ON experiment (uuid);
CREATE UNIQUE INDEX ix_tag_uuid ON tag (uuid);
CREATE UNIQUE INDEX ix_run_hash ON run (hash);
COMMIT;
