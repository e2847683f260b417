package org.dalgo.data.transform.project;

import io.quarkus.hibernate.reactive.panache.PanacheEntityBase;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.GeneratedValue;
import jakarta.persistence.GenerationType;
import jakarta.persistence.Id;
import jakarta.persistence.Table;
import java.time.Instant;
import org.dalgo.data.transform.file.DbtFileService;
import org.hibernate.annotations.CreationTimestamp;
import org.hibernate.annotations.UpdateTimestamp;

/** The one dbt project of an organisation. */
@Entity
@Table(name = "dbt_project")
class DbtProject extends PanacheEntityBase {

    /** Type of the object in the audit log. */
    static final String AUDIT_TYPE = "dbt";

    /** Detail of an audit entry: address of the git repository. */
    static final String AUDIT_REPOSITORY = "repository";

    @Id
    @GeneratedValue(strategy = GenerationType.IDENTITY)
    Long id;

    @Column(name = "org_id")
    Long org;

    /** Address of the repository, without credentials; null when the files are kept here alone. */
    @Column(name = "git_url")
    String gitUrl;

    /** Commit of the repository that {@link DbtFileService} holds the files of; null while it was never read. */
    @Column(name = "git_head")
    String gitHead;

    /** Schema of the warehouse that dbt writes to. */
    @Column(name = "default_schema")
    String defaultSchema;

    /** Folder of the checkout below the clients' folder of every worker. */
    @Column(name = "working_dir")
    String workingDir;

    /** Access token of the repository, sealed; null when the repository is public. */
    @Column(name = "access_token")
    byte[] accessToken;

    /** Name of the Secret block in Prefect with the address and its token, or with the files; null without either. */
    @Column(name = "prefect_secret_block")
    String secretBlock;

    @CreationTimestamp
    @Column(name = "created_at")
    Instant createdAt;

    @UpdateTimestamp
    @Column(name = "updated_at")
    Instant updatedAt;
}
