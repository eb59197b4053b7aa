"""Names that nothing in the package uses, and somebody else does: for vulture, which finds what is dead.

Each stands once, under who uses it; ``tests/ci/test_dead_code.py`` says where a line is no longer needed.
"""
# ruff: noqa: B018, F821

# importers: What entry points name, in pyproject.toml.
_.AsvImporter
_.CatBoostImporter
_.CodeCarbonImporter
_.Detectron2Importer
_.DvcliveImporter
_.GhaBenchmarkImporter
_.GoogleBenchmarkImporter
_.GuildImporter
_.HyperfineImporter
_.LmEvalImporter
_.MllogImporter
_.MmengineImporter
_.NeptuneImporter
_.PytestBenchmarkImporter
_.SacredImporter
_.SwanLabImporter
_.TrackioImporter
_.TransformersImporter

# callbacks: What trainings and frameworks call: trainers their callbacks, MkDocs its plugin.
_.XReportCallback
_.XReportLogger
_.after_iteration
_.after_training
_.before_training
_.edit_uri
_.finalize
_.fit_by_epochs
_.log_hyperparams
_.log_learning_curve
_.log_metrics
_.log_search
_.on_epoch_end
_.on_files
_.on_log
_.on_nav
_.on_page_content
_.on_page_context
_.on_predict
_.on_test_end
_.on_train_batch_end
_.on_train_begin
_.on_train_end

# faces: Verbs and arguments of W&B and TensorBoard, which scripts use that were written for them.
_.add_audio
_.add_dir
_.add_figure
_.add_histogram
_.add_histogram_raw
_.add_hparams
_.add_image_with_boxes
_.add_images
_.add_pr_curve
_.add_pr_curve_raw
_.add_reference
_.add_scalar
_.add_scalars
_.add_text
_.allow_val_change
_.bar
_.confusion_matrix
_.download
_.entity
_.false_negative_counts
_.false_positive_counts
_.filename_suffix
_.flush_secs
_.get_logdir
_.line_series
_.max_queue
_.num
_.num_thresholds
_.purge_step
_.roc_curve
_.scatter
_.setdefaults
_.sum_squares
_.true_negative_counts
_.true_positive_counts

# templates: Fields that templates read.
_.anchor
_.artifacts_more
_.attention_more
_.bests
_.blank
_.champions_more
_.curves_more
_.data_more
_.duplicates_more
_.duplicates_note
_.duration_raw
_.ended_raw
_.facts_more
_.files_more
_.heat
_.hours_raw
_.issues_more
_.kept_raw
_.leads
_.loads_note
_.metrics_more
_.metrics_note
_.news_note
_.news_title
_.notes_short
_.owners_more
_.params_more
_.passed_more
_.pending_more
_.projects_more
_.reproduce_note
_.runs_href
_.runs_more
_.score_raw
_.spark
_.undrawn
_.usage_more
_.wasted_raw

# python: What Python's own classes and protocols, click, mkdocs, sqlite3 and matplotlib call or read by name.
_.__call__
_.__dir__
_.__getattr__
_._repr_html_
_.address_family
_.client_address
_.daemon_threads
_.disable_nagle_algorithm
_.do_HEAD
_.get_command
_.handle_data
_.handle_endtag
_.handle_error
_.handle_starttag
_.list_commands
_.log_message
_.protocol_version
_.request
_.should_simplify
_.text_factory
_.timeout
_.version_string
_.writelines

# results: Fields of results: read by name (figures), or by whoever calls.
_.enough
_.project_from
_.removed
_.svg_dark
_.svg_light
_.task_from
