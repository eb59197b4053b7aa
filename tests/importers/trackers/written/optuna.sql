BEGIN TRANSACTION;
CREATE TABLE alembic_version (
	version_num VARCHAR(32) NOT NULL, 
	CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num)
);
INSERT INTO "alembic_version" VALUES('v3.2.0.a');
CREATE TABLE studies (
	study_id INTEGER NOT NULL, 
	study_name VARCHAR(512) NOT NULL, 
	PRIMARY KEY (study_id)
);
INSERT INTO "studies" VALUES(1,'wine');
INSERT INTO "studies" VALUES(2,'two');
CREATE TABLE study_directions (
	study_direction_id INTEGER NOT NULL, 
	direction VARCHAR(8) NOT NULL, 
	study_id INTEGER NOT NULL, 
	objective INTEGER NOT NULL, 
	PRIMARY KEY (study_direction_id), 
	UNIQUE (study_id, objective), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
INSERT INTO "study_directions" VALUES(1,'MAXIMIZE',1,0);
INSERT INTO "study_directions" VALUES(2,'MINIMIZE',2,0);
INSERT INTO "study_directions" VALUES(3,'MAXIMIZE',2,1);
CREATE TABLE study_system_attributes (
	study_system_attribute_id INTEGER NOT NULL, 
	study_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (study_system_attribute_id), 
	UNIQUE (study_id, "key"), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
INSERT INTO "study_system_attributes" VALUES(1,1,'study:metric_names','["accuracy"]');
CREATE TABLE study_user_attributes (
	study_user_attribute_id INTEGER NOT NULL, 
	study_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (study_user_attribute_id), 
	UNIQUE (study_id, "key"), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
INSERT INTO "study_user_attributes" VALUES(1,1,'about','"first"');
CREATE TABLE trial_heartbeats (
	trial_heartbeat_id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	heartbeat DATETIME NOT NULL, 
	PRIMARY KEY (trial_heartbeat_id), 
	UNIQUE (trial_id), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
CREATE TABLE trial_intermediate_values (
	trial_intermediate_value_id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	step INTEGER NOT NULL, 
	intermediate_value FLOAT, 
	intermediate_value_type VARCHAR(7) NOT NULL, 
	PRIMARY KEY (trial_intermediate_value_id), 
	UNIQUE (trial_id, step), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_intermediate_values" VALUES(1,1,0,0.5,'FINITE');
INSERT INTO "trial_intermediate_values" VALUES(2,1,5,NULL,'NAN');
INSERT INTO "trial_intermediate_values" VALUES(3,2,0,NULL,'NAN');
INSERT INTO "trial_intermediate_values" VALUES(4,2,5,NULL,'INF_POS');
INSERT INTO "trial_intermediate_values" VALUES(5,3,0,NULL,'INF_POS');
INSERT INTO "trial_intermediate_values" VALUES(6,3,5,4.40809843650636468126e-01,'FINITE');
INSERT INTO "trial_intermediate_values" VALUES(7,4,0,6.76254901980131273298e-01,'FINITE');
INSERT INTO "trial_intermediate_values" VALUES(8,4,5,NULL,'NAN');
CREATE TABLE trial_params (
	param_id INTEGER NOT NULL, 
	trial_id INTEGER, 
	param_name VARCHAR(512), 
	param_value FLOAT, 
	distribution_json TEXT, 
	PRIMARY KEY (param_id), 
	UNIQUE (trial_id, param_name), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_params" VALUES(1,1,'lr',0.5,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}}');
INSERT INTO "trial_params" VALUES(2,1,'kind',1.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["svm", null, true]}}');
INSERT INTO "trial_params" VALUES(3,1,'depth',3.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 1, "high": 4}}');
INSERT INTO "trial_params" VALUES(4,1,'seed',7.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 7, "high": 7}}');
INSERT INTO "trial_params" VALUES(5,2,'lr',8.9294695434765469777e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}}');
INSERT INTO "trial_params" VALUES(6,2,'kind',0.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["svm", null, true]}}');
INSERT INTO "trial_params" VALUES(7,2,'depth',1.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 1, "high": 4}}');
INSERT INTO "trial_params" VALUES(8,2,'seed',7.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 7, "high": 7}}');
INSERT INTO "trial_params" VALUES(9,3,'lr',4.40809843650636468126e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}}');
INSERT INTO "trial_params" VALUES(10,3,'kind',2.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["svm", null, true]}}');
INSERT INTO "trial_params" VALUES(11,3,'depth',2.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 1, "high": 4}}');
INSERT INTO "trial_params" VALUES(12,3,'seed',7.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 7, "high": 7}}');
INSERT INTO "trial_params" VALUES(13,4,'lr',6.76254901980131273298e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}}');
INSERT INTO "trial_params" VALUES(14,4,'kind',0.0,'{"name": "CategoricalDistribution", "attributes": {"choices": ["svm", null, true]}}');
INSERT INTO "trial_params" VALUES(15,4,'depth',2.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 1, "high": 4}}');
INSERT INTO "trial_params" VALUES(16,4,'seed',7.0,'{"name": "IntDistribution", "attributes": {"log": false, "step": 1, "low": 7, "high": 7}}');
INSERT INTO "trial_params" VALUES(17,6,'y',0.417022004702574,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}}');
INSERT INTO "trial_params" VALUES(18,7,'y',7.20324493442158098055e-01,'{"name": "FloatDistribution", "attributes": {"step": null, "low": 0.0, "high": 1.0, "log": false}}');
CREATE TABLE trial_system_attributes (
	trial_system_attribute_id INTEGER NOT NULL, 
	trial_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (trial_system_attribute_id), 
	UNIQUE (trial_id, "key"), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_system_attributes" VALUES(1,1,'fixed_params','{"lr": 0.5}');
INSERT INTO "trial_system_attributes" VALUES(2,5,'fixed_params','{"lr": 0.9}');
INSERT INTO "trial_system_attributes" VALUES(3,6,'NSGAIISampler:generation','0');
INSERT INTO "trial_system_attributes" VALUES(4,6,'constraints','[-0.082977995297426]');
INSERT INTO "trial_system_attributes" VALUES(5,7,'NSGAIISampler:generation','0');
INSERT INTO "trial_system_attributes" VALUES(6,7,'constraints','[0.2203244934421581]');
CREATE TABLE trial_user_attributes (
	trial_user_attribute_id INTEGER NOT NULL, 
	trial_id INTEGER, 
	"key" VARCHAR(512), 
	value_json TEXT, 
	PRIMARY KEY (trial_user_attribute_id), 
	UNIQUE (trial_id, "key"), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_user_attributes" VALUES(1,1,'note','"n"');
INSERT INTO "trial_user_attributes" VALUES(2,2,'note','"n"');
INSERT INTO "trial_user_attributes" VALUES(3,3,'note','"n"');
INSERT INTO "trial_user_attributes" VALUES(4,4,'note','"n"');
CREATE TABLE trial_values (
	trial_value_id INTEGER NOT NULL, 
	trial_id INTEGER NOT NULL, 
	objective INTEGER NOT NULL, 
	value FLOAT, 
	value_type VARCHAR(7) NOT NULL, 
	PRIMARY KEY (trial_value_id), 
	UNIQUE (trial_id, objective), 
	FOREIGN KEY(trial_id) REFERENCES trials (trial_id)
);
INSERT INTO "trial_values" VALUES(1,1,0,0.5,'FINITE');
INSERT INTO "trial_values" VALUES(2,2,0,NULL,'INF_POS');
INSERT INTO "trial_values" VALUES(3,4,0,NULL,'INF_POS');
INSERT INTO "trial_values" VALUES(4,6,0,0.417022004702574,'FINITE');
INSERT INTO "trial_values" VALUES(5,6,1,0.834044009405148,'FINITE');
INSERT INTO "trial_values" VALUES(6,7,0,7.20324493442158098055e-01,'FINITE');
INSERT INTO "trial_values" VALUES(7,7,1,1.44064898688431619611e+00,'FINITE');
CREATE TABLE trials (
	trial_id INTEGER NOT NULL, 
	number INTEGER, 
	study_id INTEGER, 
	state VARCHAR(8) NOT NULL, 
	datetime_start DATETIME, 
	datetime_complete DATETIME, 
	PRIMARY KEY (trial_id), 
	FOREIGN KEY(study_id) REFERENCES studies (study_id)
);
INSERT INTO "trials" VALUES(1,0,1,'COMPLETE','2026-11-30 03:42:34.880074','2026-11-30 03:42:35.293456');
INSERT INTO "trials" VALUES(2,1,1,'PRUNED','2026-11-30 03:42:35.348357','2026-11-30 03:42:35.664275');
INSERT INTO "trials" VALUES(3,2,1,'FAIL','2026-11-30 03:42:35.751859','2026-11-30 03:42:36.194988');
INSERT INTO "trials" VALUES(4,3,1,'COMPLETE','2026-11-30 03:42:36.299783','2026-11-30 03:42:36.634249');
INSERT INTO "trials" VALUES(5,4,1,'WAITING',NULL,NULL);
INSERT INTO "trials" VALUES(6,0,2,'COMPLETE','2026-11-30 03:42:37.144240','2026-11-30 03:42:37.503569');
INSERT INTO "trials" VALUES(7,1,2,'COMPLETE','2026-11-30 03:42:37.567523','2026-11-30 03:42:37.764574');
CREATE TABLE version_info (
	version_info_id INTEGER NOT NULL, 
	schema_version INTEGER, 
	library_version VARCHAR(256), 
	PRIMARY KEY (version_info_id), 
	CHECK (version_info_id=1)
);
INSERT INTO "version_info" VALUES(1,12,'5.0.0');
CREATE UNIQUE INDEX ix_studies_study_name ON studies (study_name);
CREATE INDEX ix_trials_study_id ON trials (study_id);
COMMIT;
